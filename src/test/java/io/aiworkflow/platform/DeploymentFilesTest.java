package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The files that a deployment starts from say what is true. */
class DeploymentFilesTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Pattern CADDY_VARIABLE = Pattern.compile("\\{\\$([A-Z][A-Z0-9_]*)");
    private static final String NOT_READ = "# --- Not read yet";

    @Test
    void composeNamesOnlyServicesAndVolumesThatItDeclares() throws IOException {
        Map<String, Object> compose = compose();
        Map<String, Map<String, Object>> services = services(compose);
        Set<?> volumes = ((Map<?, ?>) compose.get("volumes")).keySet();

        services.forEach((name, service) -> {
            assertThat(services.keySet()).as("depends_on of %s", name).containsAll(dependencies(service));
            for (Object volume : (List<?>) service.getOrDefault("volumes", List.of())) {
                String source = volume.toString().split(":")[0];
                assertThat(source.startsWith(".") ? Files.exists(Path.of(source)) : volumes.contains(source))
                        .as("volume %s of %s", volume, name)
                        .isTrue();
            }
        });
    }

    @Test
    void composePublishesOnThisMachineOnly() throws IOException {
        List<String> ports = services(compose()).values().stream()
                .flatMap(service -> ((List<?>) service.getOrDefault("ports", List.of())).stream())
                .map(Object::toString)
                .toList();

        assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void everyServiceHasAHealthCheck() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));

        services(compose())
                .forEach((name, service) -> assertThat(service.containsKey("healthcheck")
                                || service.containsKey("build") && dockerfile.contains("\nHEALTHCHECK "))
                        .as("health check of %s", name)
                        .isTrue());
    }

    @Test
    void theExampleNamesEveryVariableThatIsReadAndNoOther() throws IOException {
        Set<String> read = variablesThatAreRead();
        String example = Files.readString(Path.of(".env.example"));
        int laterVersions = example.indexOf(NOT_READ);

        assertThat(variables(example.substring(0, laterVersions))).containsExactlyInAnyOrderElementsOf(read);
        assertThat(variables(example.substring(laterVersions))).doesNotContainAnyElementsOf(read);
    }

    @Test
    void qdrantIsOfOneVersionKeptSmallAndReachedFromInsideOnly() throws IOException {
        Map<String, Object> qdrant = services(compose()).get("qdrant");
        Map<?, ?> engine = (Map<?, ?>) services(compose()).get("engine").get("environment");

        assertThat(qdrant.get("image").toString()).matches("qdrant/qdrant:v1\\.(1[6-9]|[2-9][0-9])\\.[0-9]+");
        assertThat(qdrant).doesNotContainKeys("ports", "network_mode").containsKeys("mem_limit", "cpus", "pids_limit");
        assertThat(qdrant.get("environment").toString()).doesNotContain("API_KEY");
        assertThat(engine.get("QDRANT_URL")).isEqualTo("${QDRANT_URL:-http://qdrant:6333}");
    }

    /** The keys of Caddy lie beside its certificates, so the engine sees what Caddy shows and not where it keeps it. */
    @Test
    void theEngineAsksCaddyForItsCertificateAndHasNoPartInItsKeys() throws IOException {
        Map<?, ?> engine = (Map<?, ?>) services(compose()).get("engine").get("environment");

        assertThat(services(compose()).get("caddy").get("network_mode")).isEqualTo("service:engine");
        assertThat(list("engine", "ports")).contains("127.0.0.1:443:443");
        assertThat(engine.get("ENGINE_CERTIFICATE_ADDRESS")).isEqualTo("${ENGINE_CERTIFICATE_ADDRESS:-127.0.0.1:443}");
        assertThat(engine.get("ENGINE_PUBLIC_URL")).isEqualTo("https://${DOMAIN:-localhost}");
        assertThat(list("engine", "volumes")).noneMatch(volume -> volume.startsWith("caddy-data"));
    }

    @Test
    void redisMakesRoomByItself() throws IOException {
        List<String> command = list("redis", "command");

        assertThat(command.get(command.indexOf("--maxmemory-policy") + 1)).isEqualTo("volatile-lru");
    }

    /** Others are of the container itself, as folders and ports are, or of the monitoring beside it. */
    @Test
    void composePassesOnWhatTunesTheEngine() throws IOException {
        Map<?, ?> engine = (Map<?, ?>) services(compose()).get("engine").get("environment");

        assertThat(engine.keySet().stream().map(Object::toString))
                .contains(
                        "ENGINE_METRICS",
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "OTEL_TRACES_SAMPLER_ARG",
                        "SCHEDULES_MINIMUM_INTERVAL",
                        "LOG_LEVEL",
                        "LOG_FORMAT");
    }

    @Test
    void qdrantTakesItsKeyFromTheSecretFileAndDoesNotStartWithoutOne(@TempDir Path folder) throws Exception {
        assertThat(compose().get("secrets").toString()).contains("./secrets/qdrant_api_key.txt");
        Path key = folder.resolve("key");
        Path entrypoint = Files.writeString(
                folder.resolve("entrypoint.sh"), "#!/bin/sh\necho \"starts with $QDRANT__SERVICE__API_KEY\"\n");
        assertThat(entrypoint.toFile().setExecutable(true)).isTrue();
        String script = list("qdrant", "command")
                .get(2)
                .replace("$$", "$")
                .replace("/run/secrets/qdrant_api_key", key.toString());

        assertThat(run(folder, "sh", "-c", script)).isEqualTo("1 there is no key in secrets/qdrant_api_key.txt\n");
        Files.writeString(key, "");
        assertThat(run(folder, "sh", "-c", script)).startsWith("1 there is no key");
        Files.writeString(key, "of-64-digits\n");
        assertThat(run(folder, "sh", "-c", script)).isEqualTo("0 starts with of-64-digits\n");
    }

    @Test
    void qdrantIsHealthyWhenItSaysThatItIsReady(@TempDir Path folder) throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        List<String> check = list("qdrant", "healthcheck", "test");
        String script =
                check.get(3).replace("6333", String.valueOf(server.getAddress().getPort()));
        try {
            assertThat(check.subList(0, 3)).containsExactly("CMD", "bash", "-c");
            assertThat(run(folder, "bash", "-c", script)).startsWith("1");
            status.set(200);
            assertThat(run(folder, "bash", "-c", script)).isEqualTo("0 ");
        } finally {
            server.stop(0);
        }
        assertThat(run(folder, "bash", "-c", script)).startsWith("1");
    }

    /** The exit code and what was printed. */
    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }

    private static List<String> list(String service, String... path) throws IOException {
        Object found = services(compose()).get(service);
        for (String name : path) {
            found = ((Map<?, ?>) found).get(name);
        }
        return ((List<?>) found).stream().map(Object::toString).toList();
    }

    private static Set<String> variablesThatAreRead() throws IOException {
        String yaml = Files.readString(Path.of("src/main/resources/application.yaml"));
        String compose = Files.readString(Path.of("docker-compose.yml"))
                + Files.readString(Path.of("docker-compose.monitoring.yml"));
        String caddy = Files.readString(Path.of("Caddyfile"));
        Set<String> names = Stream.of(VARIABLE.matcher(yaml), VARIABLE.matcher(compose), CADDY_VARIABLE.matcher(caddy))
                .flatMap(matcher -> matcher.results().map(result -> result.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        names.addAll(Set.of("ENGINE_ROLES", "ENVIRONMENT", "LOG_LEVEL"));
        return names;
    }

    private static List<String> variables(String example) {
        return Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]*)=")
                .matcher(example)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static Map<String, Object> compose() throws IOException {
        return new Yaml().load(Files.readString(Path.of("docker-compose.yml")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services(Map<String, Object> compose) {
        return (Map<String, Map<String, Object>>) compose.get("services");
    }

    private static Set<String> dependencies(Map<String, Object> service) {
        return ((Map<?, ?>) service.getOrDefault("depends_on", Map.of()))
                .keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }
}
