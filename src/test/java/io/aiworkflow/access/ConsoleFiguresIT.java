package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.TestWorkflows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the engine's own beans show in the console is what the REST surface answers. */
@EngineTest
// The beans in JMX are those of the newest engine of the process.
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class ConsoleFiguresIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final FakeOllama MODELS = FakeOllama.start();

    @LocalServerPort
    int port;

    @Autowired
    CamelContext camel;

    @Autowired
    TestWorkflows.Probe probe;

    private EngineClient admin;
    private Person operator;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", MODELS::url);
    }

    @AfterAll
    static void stop() {
        MODELS.close();
    }

    @BeforeEach
    void people() {
        admin = new EngineClient(port);
        operator = Person.withRole(port, "operator");
        probe.reset();
    }

    @Test
    void theQueueIsTheOneThatTheRunsTell() {
        CountDownLatch gate = probe.block("hold");
        steer("child", "stop()");
        try {
            String running = admin.submit("gated-parent", "1").json().get("id").asText();
            String waiting = admin.submit("parent", "1").json().get("id").asText();
            await().atMost(PATIENCE).until(() -> state(running).equals("running"));
            await().atMost(PATIENCE).until(() -> state(waiting).equals("waiting"));

            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode queue = read("queue");
                for (String state : List.of("queued", "running", "waiting")) {
                    assertThat(queue.get(capital(state)).asInt())
                            .as(state)
                            .isPositive()
                            .isEqualTo(runs(state).size());
                }
                assertThat(queue.at("/QueuedByUser/admin").asInt())
                        .isEqualTo(queue.get("Queued").asInt());
                assertThat(texts(queue.get("StoppedWorkflows"))).containsExactly("child");
            });
        } finally {
            gate.countDown();
            steer("child", "start()");
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(read("queue").get("StoppedWorkflows")).isEmpty());
    }

    @Test
    void theRunsAreThoseThatTheListsHave() {
        assertThat(admin.run("no-op", "1").status()).isEqualTo(200);
        admin.run("refusing", "1");
        probe.block("hold");
        String held = admin.submit("gated-parent", "1").json().get("id").asText();
        probe.awaitVisit("hold");
        assertThat(admin.post("/api/v1/runs/" + held + "/cancel", "{}").status())
                .isLessThan(300);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode bean = read("runs");
            for (String state : List.of("succeeded", "failed", "cancelled")) {
                assertThat(bean.get(capital(state)).asInt())
                        .as(state)
                        .isEqualTo(runs(state).size());
            }
            assertThat(bean.get("Succeeded").asInt()).isPositive();
            assertThat(bean.get("Failed").asInt()).isPositive();
            assertThat(bean.get("Cancelled").asInt()).isPositive();
            long alive = elements(admin.get("/api/v1/workers").json().get("workers")).stream()
                    .filter(worker -> worker.get("alive").asBoolean())
                    .count();
            assertThat(bean.get("WorkersAlive").asLong()).isEqualTo(alive).isPositive();
            assertThat(texts(bean.get("Workflows")))
                    .contains("three-steps")
                    .containsExactlyInAnyOrderElementsOf(
                            elements(admin.get("/api/v1/workflows").json().get("workflows")).stream()
                                    .map(workflow -> workflow.get("name").asText())
                                    .toList());
        });
    }

    @Test
    void theModelsAreThoseThatAreAsked() {
        MODELS.chats(FakeReply.silence());
        String run = admin.submit("summarize-text", "{\"text\":\"a long text\"}")
                .json()
                .get("id")
                .asText();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode bean = read("models");
                List<JsonNode> lanes =
                        elements(admin.get("/api/v1/models/queue").json().get("models"));
                assertThat(bean.get("CallsRunning").asInt())
                        .isEqualTo(1)
                        .isEqualTo(lanes.stream()
                                .mapToInt(lane -> lane.get("running").asInt())
                                .sum());
                assertThat(bean.get("CallsWaiting").asInt())
                        .isEqualTo(lanes.stream()
                                .mapToInt(lane -> lane.get("waiting").size())
                                .sum());
                JsonNode server =
                        admin.get("/api/v1/models").json().get("servers").get(0);
                assertThat(texts(bean.get("Servers")))
                        .hasSize(1)
                        .first()
                        .satisfies(line -> assertThat(line)
                                .isEqualTo("%s (%s): %s, %d calls"
                                        .formatted(
                                                server.get("url").asText(),
                                                server.get("kind").asText(),
                                                server.get("available").asBoolean() ? "answers" : "does not answer",
                                                server.get("calls").asInt())));
            });
        } finally {
            admin.post("/api/v1/runs/" + run + "/cancel", "");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(read("models").get("CallsRunning").asInt()).isZero());
    }

    @Test
    void theMaintenanceJobsAreThoseOfTheList() {
        assertThat(operator.post("/api/v1/maintenance/sessions/run", "").status())
                .isEqualTo(202);
        operator.post("/api/v1/maintenance/payloads/pause", "");
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode bean = read("maintenance");
            List<JsonNode> jobs =
                    elements(operator.get("/api/v1/maintenance").json().get("jobs"));
            assertThat(texts(bean.get("Jobs")))
                    .hasSameSizeAs(jobs)
                    .zipSatisfy(
                            jobs,
                            (line, job) -> assertThat(line)
                                    .startsWith(job.get("job").asText() + ": ")
                                    .contains(
                                            job.get("paused").asBoolean()
                                                    ? "paused by "
                                                            + job.get("pausedBy")
                                                                    .asText()
                                                    : job.has("nextAt") ? "next " : "not planned",
                                            job.has("lastOutcome")
                                                    ? "; %s "
                                                            .formatted(job.get("lastOutcome")
                                                                    .asText())
                                                    : "has not run yet"));
            assertThat(texts(bean.get("Paused"))).contains("payloads").containsExactlyElementsOf(names(jobs, "paused"));
            assertThat(texts(bean.get("Overdue"))).containsExactlyElementsOf(names(jobs, "overdue"));
            assertThat(texts(bean.get("Jobs")))
                    .anyMatch(line -> line.startsWith("sessions: next ") && line.contains("; succeeded "));
        });
        operator.post("/api/v1/maintenance/payloads/resume", "");
    }

    private void steer(String route, String operation) {
        ask(
                "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=%s,type=routes,name=\\\"%s\\\"\",\"operation\":\"%s\"}"
                        .formatted(camel.getName(), route, operation));
    }

    private JsonNode read(String bean) {
        return ask("{\"type\":\"read\",\"mbean\":\"io.aiworkflow:name=%s\"}".formatted(bean));
    }

    private JsonNode ask(String request) {
        JsonNode answer = operator.post("/hawtio/jolokia", request).json();
        assertThat(answer.get("status").asInt()).as(answer.toString()).isEqualTo(200);
        return answer.get("value");
    }

    /** All of them, page by page. */
    private List<JsonNode> runs(String state) {
        List<JsonNode> runs = new ArrayList<>();
        String path = "/api/v1/runs?limit=200&state=" + state;
        for (String next = path; next != null; ) {
            JsonNode page = admin.get(next).json();
            runs.addAll(elements(page.get("runs")));
            next = page.has("next") ? path + "&cursor=" + page.get("next").asText() : null;
        }
        return runs;
    }

    private String state(String run) {
        return admin.get("/api/v1/runs/" + run).json().get("state").asText();
    }

    private static List<String> names(List<JsonNode> jobs, String flag) {
        return jobs.stream()
                .filter(job -> job.get(flag).asBoolean())
                .map(job -> job.get("job").asText())
                .toList();
    }

    private static String capital(String state) {
        return Character.toUpperCase(state.charAt(0)) + state.substring(1);
    }

    private static List<String> texts(JsonNode array) {
        return elements(array).stream().map(JsonNode::asText).toList();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
