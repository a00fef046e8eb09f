package io.aiworkflow.monitoring;

import static io.aiworkflow.monitoring.MonitoringFiles.FOLDER;
import static io.aiworkflow.monitoring.MonitoringFiles.maps;
import static io.aiworkflow.monitoring.MonitoringFiles.text;
import static io.aiworkflow.monitoring.MonitoringFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What Docker Compose starts to watch the engine. */
class MonitoringComposeTest {
    private static final Path COMPOSE = Path.of("docker-compose.monitoring.yml");
    private static final Path PROMETHEUS = FOLDER.resolve("prometheus");

    /** Services of the engine's own file, of which only a part is said here. */
    private static final Set<String> SHARED = Set.of("caddy");

    @Test
    void imagesArePinnedAndContainersAreKeptSmall() {
        own().forEach((name, service) -> {
            assertThat(service.get("image").toString())
                    .as(name)
                    .matches("[a-z0-9./_-]+:v?\\d+\\.\\d+\\.\\d+(-alpine)?");
            assertThat(service)
                    .as(name)
                    .containsKeys("mem_limit", "cpus", "pids_limit", "healthcheck", "restart")
                    .containsEntry("security_opt", List.of("no-new-privileges:true"))
                    .containsEntry("cap_drop", List.of("ALL"))
                    .doesNotContainKey("privileged");
        });
    }

    @Test
    void nothingIsPublishedElsewhereThanOnThisMachine() {
        List<String> ports = services().values().stream()
                .flatMap(service -> ((List<?>) service.getOrDefault("ports", List.of())).stream())
                .map(Object::toString)
                .toList();

        assertThat(ports)
                .containsExactlyInAnyOrder("127.0.0.1:9090:9090", "127.0.0.1:9093:9093", "127.0.0.1:3001:3000");
    }

    @Test
    void secretsAreFilesThatGitIgnores() {
        Map<?, ?> secrets = (Map<?, ?>) yaml(COMPOSE).get("secrets");
        Set<String> used = new TreeSet<>();
        services().forEach((name, service) -> {
            ((List<?>) service.getOrDefault("secrets", List.of())).forEach(each -> used.add(each.toString()));
            assertThat(service.getOrDefault("environment", Map.of()).toString())
                    .as(name)
                    .doesNotContainPattern("(?i)(password|token|key)[^,]*=(?!/run/secrets/)");
        });

        assertThat(used).isEqualTo(secrets.keySet());
        secrets.forEach((name, file) -> {
            String path = ((Map<?, ?>) file).get("file").toString();
            assertThat(path).startsWith("./monitoring/secrets/");
            assertThat(text(FOLDER.resolve("secrets/README.md")))
                    .contains(Path.of(path).getFileName().toString());
        });
        assertThat(text(Path.of(".gitignore"))).contains("monitoring/secrets/*\n");
    }

    @Test
    void everythingThatIsMountedIsThere() {
        Set<?> volumes = ((Map<?, ?>) yaml(COMPOSE).get("volumes")).keySet();
        services()
                .forEach((name, service) -> ((List<?>) service.getOrDefault("volumes", List.of())).forEach(volume -> {
                    String source = volume.toString().split(":")[0];
                    boolean isThere = source.startsWith(".") || source.startsWith("/")
                            ? Files.exists(Path.of(source))
                            : volumes.contains(source);
                    assertThat(isThere).as("%s of %s", volume, name).isTrue();
                }));
    }

    @Test
    void prometheusWatchesWhatComposeStarts() throws IOException {
        Set<String> jobs = new TreeSet<>();
        Set<String> hosts = new TreeSet<>();
        for (Map<String, Object> job : maps(yaml(PROMETHEUS.resolve("prometheus.yml")), "scrape_configs")) {
            jobs.add(job.get("job_name").toString());
            maps(job, "static_configs").forEach(group -> hosts.addAll(hostsOf(group)));
            for (Map<String, Object> discovery : maps(job, "file_sd_configs")) {
                for (Object file : (List<?>) discovery.get("files")) {
                    List<Map<String, Object>> groups = new Yaml().load(text(PROMETHEUS.resolve(file.toString())));
                    groups.forEach(group -> hosts.addAll(hostsOf(group)));
                }
            }
        }
        Set<String> known = new HashSet<>(services().keySet());
        known.addAll(((Map<?, ?>) yaml(Path.of("docker-compose.yml")).get("services"))
                .keySet().stream().map(Object::toString).toList());
        known.addAll(Set.of("127.0.0.1", "host.docker.internal"));

        assertThat(jobs)
                .contains("ai-workflow-api", "ai-workflow-worker", "postgres", "pgbouncer", "redis", "qdrant")
                .contains("ollama", "caddy", "node", "prometheus", "alertmanager");
        assertThat(known).containsAll(hosts);
    }

    @Test
    void alertmanagerIsGivenTheAddressesOfThisPlace(@TempDir Path folder) throws Exception {
        Path stub =
                Files.writeString(folder.resolve("alertmanager"), "#!/bin/sh\ncat \"$(echo \"$1\" | cut -d= -f2)\"\n");
        assertThat(stub.toFile().setExecutable(true)).isTrue();
        String script = ((List<?>) services().get("alertmanager").get("command"))
                .get(0)
                .toString()
                .replace("$$", "$")
                .replace("/tmp/", folder + "/")
                .replace("/etc/alertmanager/", FOLDER.resolve("alertmanager").toAbsolutePath() + "/");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        shell.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        shell.environment()
                .putAll(Map.of(
                        "SMTP_SMARTHOST", "mail.test:25",
                        "SMTP_USERNAME", "mailer",
                        "ALERT_FROM", "from@engine.test",
                        "ALERT_TO", "to@engine.test",
                        "ALERT_SLACK_CHANNEL", "#engine"));
        Process process = shell.start();
        String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Object> settings = new Yaml().load(written);

        assertThat(process.waitFor()).as(written).isZero();
        assertThat(settings.get("global").toString())
                .contains("smtp_smarthost=mail.test:25", "smtp_from=from@engine.test", "smtp_auth_username=mailer")
                .contains("smtp_auth_password_file=/run/secrets/smtp_password")
                .contains("slack_api_url_file=/run/secrets/slack_webhook_url");
        assertThat(maps(settings, "receivers"))
                .hasSize(3)
                .allSatisfy(receiver -> assertThat(maps(receiver, "email_configs"))
                        .allSatisfy(mail -> assertThat(mail).containsEntry("to", "to@engine.test")));
        assertThat(settings.get("receivers").toString()).contains("channel=#engine");
        assertThat(Pattern.compile("(?m)^[^#]*example\\.org").matcher(written).find())
                .isFalse();
    }

    private static List<String> hostsOf(Map<String, Object> group) {
        return ((List<?>) group.get("targets"))
                .stream().map(target -> target.toString().split(":")[0]).toList();
    }

    private static Map<String, Map<String, Object>> own() {
        Map<String, Map<String, Object>> own = services();
        own.keySet().removeAll(SHARED);
        return own;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() {
        return (Map<String, Map<String, Object>>) yaml(COMPOSE).get("services");
    }
}
