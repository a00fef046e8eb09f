package io.aiworkflow.monitoring;

import static io.aiworkflow.monitoring.MonitoringFiles.FOLDER;
import static io.aiworkflow.monitoring.MonitoringFiles.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.monitoring.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The files of monitoring/ in the hands of those programs that read them. */
class MonitoringProgramsIT {
    private static final Path ALERTMANAGER = FOLDER.resolve("alertmanager/alertmanager.yml");

    @TempDir
    Path directory;

    @Test
    void rulesAreValidAndDoWhatTheirTestsSay() {
        Program.need("promtool");

        isFine(Program.run("promtool", arguments(MonitoringFiles.RULES, "check", "rules")));
        isFine(Program.run("promtool", arguments(MonitoringFiles.RULE_TESTS, "test", "rules")));
    }

    @Test
    void aRuleThatDoesNotFireIsNoticed() throws IOException {
        Program.need("promtool");
        FileSystemUtils.copyRecursively(FOLDER.resolve("prometheus"), directory);
        Path rules = directory.resolve("rules/runs.yml");
        Files.writeString(
                rules, text(rules).replace("max(aiworkflow_dead_letters) > 0", "max(aiworkflow_dead_letters) > 9"));

        Ended ended = Program.run("promtool", "test", "rules", directory.resolve("tests/runs_test.yml"));

        assertThat(ended.code()).isNotZero();
        assertThat(ended.output()).contains("FAILED", "DeadLettersWaiting");
    }

    @Test
    void theSettingsOfPrometheusAreValidWithAllFilesThatTheyName() throws IOException {
        Program.need("promtool");
        FileSystemUtils.copyRecursively(FOLDER.resolve("prometheus"), directory);
        Path secret = Files.writeString(directory.resolve("secret"), "of the test");
        Path file = directory.resolve("prometheus.yml");
        Files.writeString(file, text(file).replaceAll("/run/secrets/\\w+", secret.toString()));

        Ended ended = Program.run("promtool", "check", "config", file);

        isFine(ended);
        assertThat(ended.output())
                .contains(MonitoringFiles.files(MonitoringFiles.RULES, ".yml").size() + " rule files found");
    }

    @Test
    void theSettingsOfAlertmanagerAreValidAndLeadToWhomTheyShould() {
        Program.need("amtool");

        isFine(Program.run("amtool", "check-config", ALERTMANAGER));
        assertThat(receiver("alertname=Watchdog", "severity=none")).isEqualTo("heartbeat");
        assertThat(receiver("alertname=DatabaseDown", "severity=critical")).isEqualTo("critical");
        assertThat(receiver("alertname=QueueAgeHigh", "severity=warning")).isEqualTo("warnings");
    }

    @Test
    void whatFollowsFromSomethingWorseIsNotSent() throws Exception {
        Program.need("prometheus-alertmanager");
        try (Watchers watchers = new Watchers(directory)) {
            watchers.startAlertmanager();
            watchers.tellAlertmanager(alerts(
                    "QueueAgeHigh critical",
                    "QueueAgeHigh warning",
                    "DatabaseDown critical",
                    "ErrorsLogged warning",
                    "HighCPUUsage warning"));

            await().until(() -> watchers.messages().size() >= 2);
            assertThat(watchers.messages().stream()
                            .map(message -> message.path("receiver").asText() + " "
                                    + message.at("/commonLabels/alertname").asText()))
                    .contains("critical DatabaseDown", "warnings HighCPUUsage")
                    .doesNotContain("warnings QueueAgeHigh", "warnings ErrorsLogged", "critical QueueAgeHigh");
            for (JsonNode alert : watchers.ofAlertmanager("/api/v2/alerts")) {
                boolean isInhibited = !alert.at("/status/inhibitedBy").isEmpty();
                String name = alert.at("/labels/alertname").asText();
                assertThat(isInhibited)
                        .as(name)
                        .isEqualTo(List.of("QueueAgeHigh", "ErrorsLogged").contains(name));
            }
        }
    }

    private static String alerts(String... namesWithSeverity) {
        return Stream.of(namesWithSeverity)
                .map(each -> each.split(" "))
                .map(each -> "{\"labels\": {\"alertname\": \"%s\", \"severity\": \"%s\"}}".formatted(each[0], each[1]))
                .toList()
                .toString();
    }

    private static String receiver(String... labels) {
        Object[] arguments = Stream.concat(
                        Stream.of("config", "routes", "test", "--config.file=" + ALERTMANAGER), Stream.of(labels))
                .toArray();
        String[] lines = Program.run("amtool", arguments).output().strip().split("\n");
        return lines[lines.length - 1];
    }

    private static Object[] arguments(Path folder, String... first) {
        return Stream.concat(Stream.of(first), MonitoringFiles.files(folder, ".yml").stream())
                .toArray();
    }

    private static void isFine(Ended ended) {
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).doesNotContain("FAILED");
    }
}
