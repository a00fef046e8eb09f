package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A cancel and a time-out reach whatever a run does, on a worker with a single slot. */
@EngineTest
@Import(CancelIT.TooLate.class)
@TestPropertySource(
        properties = {
            "engine.worker.concurrency=1",
            "engine.worker.stop-patience=500ms",
            "engine.worker.renew-every=200ms",
            "engine.history.move-after=1h"
        })
class CancelIT {
    /** The worker may be quicker than the answer. */
    private static final int STOPPED = 200;

    private static final int BEING_STOPPED = 202;

    @Autowired
    Probe probe;

    @Autowired
    JdbcClient database;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
    }

    @AfterEach
    void leaveNoSlotTaken() {
        await().untilAsserted(() -> assertThat(database.sql("select count(*) from run_slot")
                        .query(Long.class)
                        .single())
                .isZero());
    }

    @Test
    void stopsAStepThatSleepsAndTellsWhoCancelledAndWhy() {
        String run = submit("sleeping");
        awaitState(run, "running");
        Answer answer = engine.post(run + "/cancel", "{\"reason\":\"not needed any more\"}");
        assertThat(answer.status()).isIn(STOPPED, BEING_STOPPED);
        awaitState(run, "cancelled");
        JsonNode cancelled = read(run);
        assertThat(cancelled.get("cancelledBy").asText()).isEqualTo("admin");
        assertThat(cancelled.get("cancelReason").asText()).isEqualTo("not needed any more");
        assertThat(cancelled.get("finishedAt").asText()).isNotEmpty();
        assertThat(cancelled.has("stuck")).isFalse();
        requireAFreeSlot();
    }

    @Test
    void keepsTheFinishedStepsAndBeginsNoMore() {
        probe.block("second");
        String run = submit("three-steps");
        await().until(() -> probe.visits().contains("second"));
        assertThat(engine.post(run + "/cancel", null).status()).isIn(STOPPED, BEING_STOPPED);
        awaitState(run, "cancelled");
        assertThat(probe.visits()).containsExactly("first", "second");
        assertThat(read(run).at("/steps/0/id").asText()).isEqualTo("first");
        assertThat(read(run).at("/steps/0/state").asText()).isEqualTo("succeeded");
        requireAFreeSlot();
    }

    @Test
    void givesTheSlotOfAStepThatIgnoresInterruptsToAnotherRun() {
        CountDownLatch gate = probe.block("stubborn");
        long stale = worker().get("staleWrites").asLong();
        String run = submit("stubborn");
        await().until(() -> probe.visits().contains("stubborn"));
        engine.post(run + "/cancel", null);
        awaitState(run, "cancelled");
        assertThat(read(run).get("stuck").asBoolean()).isTrue();
        requireAFreeSlot();
        await().untilAsserted(() -> assertThat(worker().get("stuck").asInt()).isEqualTo(1));
        gate.countDown();
        await().untilAsserted(() -> assertThat(worker().get("stuck").asInt()).isZero());
        await().untilAsserted(
                        () -> assertThat(worker().get("staleWrites").asLong()).isGreaterThan(stale));
        assertThat(read(run).get("state").asText()).isEqualTo("cancelled");
        assertThat(read(run).get("steps")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"attempt, RUN_TIMED_OUT", "run, RUN_TIMED_OUT", "step, STEP_TIMED_OUT"})
    void givesUpWhatIsTooLateByAnyLimitAndIgnoresInterrupts(String limit, String code) {
        CountDownLatch gate = probe.block("stubborn");
        long stale = worker().get("staleWrites").asLong();
        String run = submit("stubborn-and-late-" + limit);
        awaitState(run, "failed");
        assertThat(read(run).at("/error/code").asText()).isEqualTo(code);
        assertThat(read(run).get("stuck").asBoolean()).isTrue();
        requireAFreeSlot();
        await().untilAsserted(() -> assertThat(worker().get("stuck").asInt()).isEqualTo(1));
        gate.countDown();
        await().untilAsserted(() -> assertThat(worker().get("stuck").asInt()).isZero());
        await().untilAsserted(
                        () -> assertThat(worker().get("staleWrites").asLong()).isGreaterThan(stale));
        assertThat(read(run).get("state").asText()).isEqualTo("failed");
    }

    @Test
    void takesAQueuedRunOutOfTheQueueAtOnce() {
        CountDownLatch gate = probe.block("first");
        String first = submit("three-steps");
        await().until(() -> probe.visits().contains("first"));
        String queued = submit("refusing");
        Answer answer = engine.post(queued + "/cancel", "{}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("state").asText()).isEqualTo("cancelled");
        gate.countDown();
        awaitState(first, "succeeded");
        assertThat(read(queued).get("state").asText()).isEqualTo("cancelled");
        assertThat(read(queued).has("startedAt")).isFalse();
    }

    @Test
    void endsAWaitingRunAtOnceAndOnlyOnce() {
        String run = submit("absent-model");
        awaitState(run, "waiting");
        assertThat(read(run).get("waitsFor").asText()).isEqualTo("retry");
        assertThat(engine.post(run + "/cancel", "{\"reason\":\"first\"}").status())
                .isEqualTo(200);
        assertThat(engine.post(run + "/cancel", "{\"reason\":\"second\"}").status())
                .isEqualTo(200);
        assertThat(read(run).get("cancelReason").asText()).isEqualTo("first");
        assertThat(read(run).has("waitsFor")).isFalse();
    }

    @Test
    void cancelsTheSubRunWithItsParent() {
        probe.block("child");
        String parent = submit("parent");
        await().until(() -> probe.visits().contains("child"));
        engine.post(parent + "/cancel", "{\"reason\":\"all of it\"}");
        awaitState(parent, "cancelled");
        String child = child(parent);
        awaitState(child, "cancelled");
        assertThat(read(child).get("cancelReason").asText()).isEqualTo("all of it");
        assertThat(probe.visits()).containsExactly("child");
        requireAFreeSlot();
    }

    @Test
    void aParentGoesOnAndFailsWhenItsSubRunIsCancelled() {
        probe.block("child");
        String parent = submit("parent");
        await().until(() -> probe.visits().contains("child"));
        engine.post(child(parent) + "/cancel", null);
        awaitState(parent, "failed");
        assertThat(read(parent).at("/error/message").asText()).contains("cancelled");
    }

    @Test
    void seesACancelThatAnotherProcessTookIn() {
        probe.block("second");
        String run = submit("three-steps");
        await().until(() -> probe.visits().contains("second"));
        database.sql("update run set cancel_requested_at = now(), cancelled_by = 'other' where state = 'running'")
                .update();
        awaitState(run, "cancelled");
    }

    @Test
    void refusesToCancelWhatHasEndedOtherwise() {
        String run = engine.run("no-op", "1").header("Location");
        Answer answer = engine.post(run + "/cancel", null);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("code").asText()).isEqualTo("RUN_STATE_CONFLICT");
        assertThat(answer.json().get("detail").asText()).contains("is succeeded");
        assertThat(read(run).has("cancelledBy")).isFalse();
    }

    @Test
    void tellsWhatIsWrongWithTheRequest() {
        assertThat(engine.post("/api/v1/runs/" + UUID.randomUUID() + "/cancel", null)
                        .status())
                .isEqualTo(404);
        assertThat(engine.post("/api/v1/runs/nonsense/cancel", "{}").status()).isEqualTo(404);
        assertThat(engine.post("/api/v1/workflows/no-op/runs", null).status()).isEqualTo(415);
        String run = submit("absent-model");
        Answer answer = engine.post(run + "/cancel", "{\"why\":1}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("/why");
        assertThat(engine.post(run + "/cancel", "[").status()).isEqualTo(400);
        engine.post(run + "/cancel", null);
    }

    private String submit(String workflow) {
        return engine.submit(workflow, "1").header("Location");
    }

    private String child(String parent) {
        String id = parent.substring(parent.lastIndexOf('/') + 1);
        for (JsonNode run :
                engine.get("/api/v1/runs?workflow=child&limit=200").json().get("runs")) {
            if (run.path("parent").asText().equals(id)) {
                return "/api/v1/runs/" + run.get("id").asText();
            }
        }
        throw new AssertionError("no child of " + parent);
    }

    private JsonNode read(String run) {
        return engine.get(run).json();
    }

    private JsonNode worker() {
        return engine.get("/api/v1/workers").json().at("/workers/0");
    }

    private void awaitState(String run, String state) {
        await().untilAsserted(() -> assertThat(read(run).get("state").asText()).isEqualTo(state));
    }

    /** One for each limit that ends a step which takes no notice of it. */
    @TestConfiguration
    static class TooLate {
        @Bean
        RouteBuilder tooLateRoutes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    tooLate("attempt", "timeout=2000");
                    tooLate("run", "runTimeout=3s");
                    tooLate("step", "step.endure-step.timeout=1s");
                }

                private void tooLate(String limit, String option) {
                    String name = "stubborn-and-late-" + limit;
                    from("workflow:%s?attempts=1&%s".formatted(name, option))
                            .routeId(name)
                            .step("endure-" + limit)
                            .bean("probe", "endure(${body}, 'stubborn')")
                            .end();
                }
            };
        }
    }

    private void requireAFreeSlot() {
        Answer answer = engine.run("no-op", "1");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
