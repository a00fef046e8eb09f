package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Timelines and drawings of runs, and who sees them. */
@EngineTest
class TraceIT {
    @LocalServerPort
    int port;

    @Autowired
    TestWorkflows.Probe probe;

    private EngineClient engine;

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
        probe.reset();
    }

    @Test
    void theTimelineTellsWhatCameWhenWithInAndOut() {
        probe.fail("second", 1);
        String run = engine.run("three-steps", "{\"n\":1,\"password\":\"sesame-open-now\"}")
                .json()
                .get("id")
                .asText();
        await().until(() ->
                engine.get("/api/v1/runs/" + run).json().get("state").asText().equals("succeeded"));
        JsonNode timeline = engine.get("/api/v1/runs/" + run + "/timeline").json();

        assertThat(timeline.get("workflow").asText()).isEqualTo("three-steps");
        assertThat(timeline.get("attempts").asInt()).isEqualTo(2);
        assertThat(timeline.get("more").asBoolean()).isFalse();
        List<JsonNode> entries = entries(timeline);
        assertThat(entries)
                .extracting(entry ->
                        entry.get("kind").asText() + " " + entry.path("name").asText())
                .containsExactly("queued ", "step first", "step second", "step third", "ended ");
        JsonNode second = entries.get(2);
        assertThat(second.get("state").asText()).isEqualTo("succeeded");
        assertThat(second.get("attempt").asInt()).isEqualTo(2);
        assertThat(second.get("failures").asInt()).isEqualTo(1);
        assertThat(second.get("input").asText())
                .isEqualTo(entries.get(1).get("output").asText())
                .contains("\"n\"");
        assertThat(entries.get(0).get("durationMs").asLong()).isNotNegative();
        assertThat(timeline.toString()).doesNotContain("sesame-open-now").contains("***");
    }

    @Test
    void theAttemptsAreTold() {
        probe.fail("second", 1);
        String run = engine.run("three-steps", "1").json().get("id").asText();
        await().until(() ->
                engine.get("/api/v1/runs/" + run).json().get("state").asText().equals("succeeded"));
        JsonNode timeline = engine.get("/api/v1/runs/" + run + "/timeline").json();

        JsonNode attempts = timeline.get("attemptHistory");
        assertThat(attempts).hasSize(2);
        JsonNode first = attempts.get(0);
        JsonNode last = attempts.get(1);
        assertThat(first.get("number").asInt()).isEqualTo(1);
        assertThat(first.get("outcome").asText()).isEqualTo("retry");
        assertThat(first.get("error").asText()).isEqualTo("WORKFLOW_FAILED");
        assertThat(last.get("number").asInt()).isEqualTo(2);
        assertThat(last.get("outcome").asText()).isEqualTo("succeeded");
        assertThat(last.has("error")).isFalse();
        String worker = first.get("worker").asText();
        assertThat(worker).endsWith("/" + ProcessHandle.current().pid());
        assertThat(last.get("worker").asText()).isEqualTo(worker);
        assertThat(instant(last, "readyAt")).isAfterOrEqualTo(instant(first, "endedAt"));
        for (JsonNode attempt : attempts) {
            assertThat(attempt.get("waitedMs").asLong())
                    .isEqualTo(Duration.between(instant(attempt, "readyAt"), instant(attempt, "startedAt"))
                            .toMillis());
            assertThat(instant(attempt, "endedAt")).isAfterOrEqualTo(instant(attempt, "startedAt"));
        }
        assertThat(entries(timeline))
                .filteredOn(entry -> entry.get("kind").asText().equals("step"))
                .hasSize(3)
                .allSatisfy(step -> assertThat(step.get("worker").asText()).isEqualTo(worker));
    }

    @Test
    void aStepThatIsBeingExecutedIsShown() {
        CountDownLatch gate = probe.block("second");
        String run = engine.submit("three-steps", "1").json().get("id").asText();
        try {
            String drawing = "/api/v1/runs/" + run + "/diagram.svg";
            await().until(() -> engine.get(drawing).body().contains("step second · runs now"));
            assertThat(engine.get(drawing).body())
                    .contains("step first · done", "stroke=\"#1f5fbf\"")
                    .doesNotContain("step third ·");
            JsonNode timeline = engine.get("/api/v1/runs/" + run + "/timeline").json();
            JsonNode attempt = timeline.get("attemptHistory").get(0);
            assertThat(attempt.get("outcome").asText()).isEqualTo("running");
            assertThat(attempt.has("endedAt")).isFalse();
            assertThat(timeline.get("worker")).isEqualTo(attempt.get("worker"));
            JsonNode step = entries(timeline).get(2);
            assertThat(step.get("name").asText()).isEqualTo("second");
            assertThat(step.get("state").asText()).isEqualTo("running");
            assertThat(step.get("attempt").asInt()).isEqualTo(1);
            assertThat(step.get("worker")).isEqualTo(attempt.get("worker"));
            assertThat(step.has("until")).isFalse();
            assertThat(engine.get("/runs/" + run).body())
                    .contains("Attempts", attempt.get("worker").asText());
        } finally {
            gate.countDown();
        }
        await().until(() ->
                engine.get("/api/v1/runs/" + run).json().get("state").asText().equals("succeeded"));
        assertThat(engine.get("/api/v1/runs/" + run + "/diagram.svg").body())
                .contains("step second · done")
                .doesNotContain("runs now");
    }

    @Test
    void longTextsAreCut() {
        String run = engine.run("three-steps", "{\"text\":\"%s\"}".formatted("word ".repeat(5000)))
                .json()
                .get("id")
                .asText();
        JsonNode timeline = engine.get("/api/v1/runs/" + run + "/timeline").json();
        assertThat(timeline.get("input").asText()).hasSizeLessThan(2010).endsWith("…");
        assertThat(entries(timeline).get(1).get("output").asText())
                .hasSizeLessThan(2010)
                .startsWith("{")
                .endsWith("…");
    }

    @Test
    void theDrawingShowsTheStateOfTheSteps() {
        String run = engine.run("three-steps", "1").json().get("id").asText();
        Answer drawing = engine.get("/api/v1/runs/" + run + "/diagram.svg");
        assertThat(drawing.status()).isEqualTo(200);
        assertThat(drawing.header("Content-Type")).startsWith("image/svg+xml");
        assertThat(drawing.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(drawing.body())
                .contains("<title id=\"title\">Run " + run, "step first · done", "step third · done")
                .doesNotContain("<script");
    }

    @Test
    void theDrawingOfAWorkflowHasNoStates() {
        Answer drawing = engine.get("/api/v1/workflows/nested-split/diagram.svg");
        assertThat(drawing.body()).contains("split", "step item", "step last").doesNotContain("· done");
        Answer unknown = engine.get("/api/v1/workflows/nothing-of-this-kind/diagram.svg");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("code").asText()).isEqualTo("WORKFLOW_NOT_FOUND");
    }

    @Test
    void nobodySeesTheRunsOfOthersAndOperatorsSeeAll() {
        Person anna = Person.withRole(port, "user");
        Person bert = Person.withRole(port, "user");
        String run = anna.run("three-steps", "1").json().get("id").asText();
        for (String view : List.of("timeline", "diagram.svg")) {
            String path = "/api/v1/runs/%s/%s".formatted(run, view);
            assertThat(anna.get(path).status()).as(view).isEqualTo(200);
            assertThat(bert.get(path).status()).as(view).isEqualTo(404);
            assertThat(Person.withRole(port, "operator").get(path).status())
                    .as(view)
                    .isEqualTo(200);
            assertThat(engine.get("/api/v1/runs/%s/%s".formatted(UUID.randomUUID(), view))
                            .status())
                    .isEqualTo(404);
            assertThat(engine.get("/api/v1/runs/nonsense/" + view).status()).isIn(400, 404);
        }
    }

    @Test
    void aWorkflowThatIsNotForSomebodyIsNotDrawnForHim() {
        Person anna = Person.withRole(port, "user");
        assertThat(anna.get("/api/v1/workflows/replay-dead-letters/diagram.svg").status())
                .isEqualTo(404);
        assertThat(engine.get("/api/v1/workflows/replay-dead-letters/diagram.svg")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theRunPageShowsBoth() {
        String run = engine.run("three-steps", "{\"a\":\"<b>bold</b>\"}")
                .json()
                .get("id")
                .asText();
        String page = engine.get("/runs/" + run).body();
        assertThat(page)
                .contains("Timeline", "/api/v1/runs/" + run + "/diagram.svg", "&lt;b&gt;bold")
                .doesNotContain("<b>bold");
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(node.get(field).asText());
    }

    private static List<JsonNode> entries(JsonNode timeline) {
        List<JsonNode> entries = new java.util.ArrayList<>();
        timeline.get("entries").forEach(entries::add);
        return entries;
    }
}
