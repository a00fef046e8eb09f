package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    private static Set<String> variablesThatAreRead() throws IOException {
        String yaml = Files.readString(Path.of("src/main/resources/application.yaml"));
        String compose = Files.readString(Path.of("docker-compose.yml"));
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
