package io.aiworkflow.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.aiworkflow.monitoring.MonitoringFiles.Query;
import io.aiworkflow.testsupport.Chromium;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.FreePorts;
import io.aiworkflow.testsupport.TestWorkflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** A real Prometheus watches a running engine with the rules and dashboards of monitoring/, and an alert gets through. */
@EngineTest
class MonitoringIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MANAGEMENT = FreePorts.next();
    private static final String WORKFLOW = """
            - route:
                id: ask-watched
                description: Asks a model twice, so that the second answer comes from the cache.
                from:
                  uri: workflow:ask-watched
                  steps:
                    - loop:
                        constant: "2"
                        steps:
                          - step:
                              id: ask
                              steps:
                                - kamelet: {name: ollama-chat-action, parameters: {prompt: "Greet.", cache: "true"}}
            """;

    @TempDir
    static Path directory;

    static FakeOllama ollama;

    private static Watchers watchers;

    @LocalServerPort
    private int port;

    @Autowired
    private TestWorkflows.Probe probe;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add(
                "engine.routes.directory", () -> directory.resolve("routes").toString());
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.management.port", () -> String.valueOf(MANAGEMENT));
        registry.add("engine.metrics.sample-every", () -> "1s");
        registry.add(
                "engine.maintenance.certificates.directory",
                () -> Path.of("src/test/resources/certificates")
                        .toAbsolutePath()
                        .toString());
        // Gives neither a backup nor a reason.
        registry.add("engine.maintenance.backup.command", () -> "/bin/false");
    }

    @BeforeAll
    static void prepare() throws IOException {
        ollama = FakeOllama.start();
        FileSystemUtils.copyRecursively(Path.of("routes"), directory.resolve("routes"));
        Files.writeString(directory.resolve("routes/workflows/ask-watched.camel.yaml"), WORKFLOW);
    }

    @AfterAll
    static void stop() throws Exception {
        if (watchers != null) {
            watchers.close();
            watchers = null;
        }
        ollama.close();
    }

    @Test
    void aDeadLetterReachesWhoeverIsToldOfWarnings() throws IOException {
        watch();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alert("DeadLettersWaiting").isMissingNode())
                        .as("an alert among %s", watchers.messages().size())
                        .isFalse());
        JsonNode alert = alert("DeadLettersWaiting");
        assertThat(alert.at("/labels/severity").asText()).isEqualTo("warning");
        assertThat(alert.at("/annotations/description").asText())
                .matches("\\d+ failed runs wait to be replayed or discarded\\.");
        assertThat(alert.at("/annotations/runbook_url").asText()).isEqualTo("docs/operations.md#deadletterswaiting");
        await().atMost(PATIENCE).until(() -> !alert("Watchdog").isMissingNode());
    }

    /** A picture of docs/operations.md is that of this test. */
    @Test
    void anOperatorSeesTheAlertThatFires(@TempDir Path profile) throws IOException {
        Program.need("chromium", "chromedriver");
        watch();
        ChromeDriver browser = Chromium.start(profile);
        try {
            await().atMost(PATIENCE).untilAsserted(() -> {
                browser.get(watchers.page("/classic/alerts"));
                assertThat(browser.findElement(By.id("alertsTable")).getText())
                        .contains("DeadLettersWaiting (1 active)");
            });
            for (String others : List.of("inactiveAlerts", "pendingAlerts")) {
                browser.findElement(By.xpath("//label[input[@id='%s']]".formatted(others)))
                        .click();
            }
            browser.findElement(By.xpath("//tr[contains(@class, 'alert_header')][contains(., 'DeadLettersWaiting')]"))
                    .click();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    browser.findElement(By.id("alertsTable")).getText())
                            .contains("FIRING")
                            .doesNotContain("EngineAbsent"));
            Chromium.screenshot(browser, "prometheus-alerts.png");
        } finally {
            browser.quit();
        }
    }

    @Test
    void noRuleFailsAndNoneCriesWolf() throws IOException {
        watch();

        List<String> wrong = new ArrayList<>();
        Set<String> firing = new TreeSet<>();
        await().atMost(PATIENCE)
                .until(() -> !watchers.ofPrometheus("/api/v1/rules").toString().contains("\"unknown\""));
        for (JsonNode group : watchers.ofPrometheus("/api/v1/rules").at("/data/groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (!rule.path("health").asText().equals("ok")) {
                    wrong.add(rule.path("name").asText() + ": "
                            + rule.path("lastError").asText());
                }
                if (rule.path("state").asText().equals("firing")) {
                    firing.add(rule.path("name").asText());
                }
            }
        }

        assertThat(wrong).isEmpty();
        // What must be silent on a healthy engine, however quickly it is judged.
        assertThat(firing)
                .doesNotContain("ServiceDown", "EngineAbsent", "EngineRestarting", "NoWorkersAlive", "QueueAgeHigh")
                .doesNotContain("SchedulesOverdue", "SchedulesMissed", "ModelServerDown")
                .doesNotContain("StaleWritesRefused", "IndexDrift", "HeapNearlyFull", "ConnectionPoolExhausted")
                .doesNotContain("TokenUseHigh", "AlertsNotDelivered", "PrometheusRulesFail");
    }

    @Test
    void prometheusUnderstandsEveryQueryOfDashboardsAndRules() throws IOException {
        watch();

        List<String> refused = new ArrayList<>();
        for (Query query : MonitoringFiles.queries()) {
            JsonNode answer = watchers.query(query.expression());
            if (!answer.path("status").asText().equals("success")) {
                refused.add(query.where() + ": " + answer.path("error").asText());
            }
        }

        assertThat(refused).isEmpty();
    }

    @Test
    void everyMetricOfTheListIsShownWithItsLabels() throws IOException {
        watch();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(different()).isEmpty());
    }

    /** The series of the list that are not as the running engine shows them. */
    private static List<String> different() {
        List<String> different = new ArrayList<>();
        MetricCatalogue.ofEngine().series().forEach((name, labels) -> {
            JsonNode series = watchers.ofPrometheus("/api/v1/series?match[]=%s"
                            .formatted(name)
                            .replace("[", "%5B")
                            .replace("]", "%5D"))
                    .at("/data");
            Set<String> shown = new TreeSet<>();
            series.forEach(each -> {
                if (each.path("job").asText().equals("ai-workflow-api")) {
                    each.fieldNames().forEachRemaining(shown::add);
                }
            });
            boolean isThere = shown.remove("__name__");
            shown.removeAll(Set.of("job", "instance"));
            if (!isThere) {
                different.add(name + " is missing");
            } else if (!shown.equals(labels)) {
                different.add(name + " has the labels " + shown);
            }
        });
        return different;
    }

    /** The newest message of Alertmanager about it. */
    private static JsonNode alert(String name) {
        JsonNode found = MissingNode.getInstance();
        for (JsonNode message : watchers.messages()) {
            for (JsonNode alert : message.path("alerts")) {
                if (alert.at("/labels/alertname").asText().equals(name)) {
                    found = alert;
                }
            }
        }
        return found;
    }

    /** Not before all: Camel's test support would keep the routes of the classes after a skipped one from starting. */
    private void watch() throws IOException {
        Program.need("prometheus", "prometheus-alertmanager");
        if (watchers == null) {
            stir();
            Watchers starting = new Watchers(Files.createDirectories(directory.resolve("watchers")));
            watchers = starting;
            starting.startAlertmanager();
            starting.startPrometheus(MANAGEMENT);
            await().atMost(PATIENCE)
                    .until(() -> !starting.query("aiworkflow_build_info")
                            .at("/data/result")
                            .isEmpty());
            stirWhileWatched();
        }
    }

    /** Whatever is counted only when it happens has to happen. */
    private void stir() {
        EngineClient engine = new EngineClient(port);
        ollama.chats(FakeReply.text("Hello."));
        assertThat(engine.run("no-op", "{}").status()).isEqualTo(200);
        assertThat(engine.run("ask-watched", "{}").status()).isEqualTo(200);
        probe.fail("second", 1);
        assertThat(engine.run("three-steps", "{}").status()).isEqualTo(200);
        probe.fail("risk", 1);
        assertThat(engine.run("once", "{}").status()).isGreaterThanOrEqualTo(500);
        ollama.chats(FakeReply.status(400, "does not fit"));
        engine.run("summarize-text", "{\"text\": \"The meeting is on Tuesday.\"}");
        assertThat(engine.post("/api/v1/search", "{\"question\": \"meeting\"}").status())
                .isEqualTo(200);
        assertThat(engine.post("/api/v1/maintenance/certificates/run", null).status())
                .isEqualTo(202);
        assertThat(engine.post("/api/v1/maintenance/backup/run", null).status()).isEqualTo(202);
    }

    /** What is shown only as long as it lasts. */
    private void stirWhileWatched() {
        ollama.chats(FakeReply.text("Late.").beforeFirstLine(Duration.ofSeconds(5)));
        EngineClient engine = new EngineClient(port);
        for (String day : List.of("Monday", "Tuesday")) {
            assertThat(engine.submit("summarize-text", "{\"text\": \"We meet on %s.\"}".formatted(day))
                            .status())
                    .isEqualTo(202);
        }
    }
}
