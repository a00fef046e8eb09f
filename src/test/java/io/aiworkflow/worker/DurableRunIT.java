package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@EngineTest
class DurableRunIT {
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

    @Test
    void resumesAtTheFirstUnfinishedStep() {
        probe.fail("third", 1);
        Answer answer = engine.run("three-steps", "{\"a\":1}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/result/a").asInt()).isEqualTo(1);
        assertThat(probe.visits()).containsExactly("first", "second", "third", "third");
        JsonNode run = engine.get(answer.header("Location")).json();
        assertThat(run.at("/attempts").asInt()).isEqualTo(1);
        assertThat(run.at("/steps").findValuesAsText("id")).containsExactly("first", "second", "third");
        assertThat(run.at("/steps").findValuesAsText("state")).containsOnly("succeeded");
    }

    @Test
    void finishesTheRunOfAWorkerThatWasTakenForDeadAndDropsTheZombiesResult() {
        CountDownLatch gate = probe.block("second");
        Answer accepted = engine.submit("three-steps", "\"x\"");
        await().until(() -> probe.visits().contains("second"));
        // Somebody else takes the run while the first attempt is stuck in its second step.
        probe.block("second").countDown();
        database.sql("update run set state = 'queued', worker_id = null where state = 'running'")
                .update();
        await().untilAsserted(() -> assertThat(state(accepted)).isEqualTo("succeeded"));
        gate.countDown();
        assertThat(probe.visits()).containsExactly("first", "second", "second", "third");
        assertThat(engine.get(accepted.header("Location")).json().at("/state").asText())
                .isEqualTo("succeeded");
    }

    @Test
    void keepsOnlyBodyAndVariablesOfAStepWhetherExecutedOrReplayed() {
        JsonNode executed = engine.run("step-state", "{\"text\":\"t\"}").json().get("result");
        probe.reset();
        probe.fail("after", 1);
        JsonNode replayed = engine.run("step-state", "{\"text\":\"t\"}").json().get("result");
        assertThat(executed.equals(replayed)).isTrue();
        assertThat(executed.get("body").asText()).isEqualTo("body of t");
        assertThat(executed.get("variable").asText()).isEqualTo("t");
        assertThat(executed.get("header").asText()).isEqualTo("before");
        assertThat(executed.get("leaked")).isEmpty();
    }

    @Test
    void tellsStepsInNestedSplitsApart() {
        probe.fail("d", 1);
        Answer answer = engine.run("nested-split", "{\"groups\":[[\"a\",\"b\"],[\"c\",\"d\",\"e\"]]}");
        assertThat(answer.status()).isEqualTo(200);
        // A split goes on with its other parts when one fails; only the failed part is repeated.
        List<String> visits = new ArrayList<>(probe.visits());
        assertThat(visits).filteredOn("d"::equals).hasSize(2);
        visits.removeIf("d"::equals);
        assertThat(visits).doesNotHaveDuplicates().contains("a", "b", "c", "e", "last");
    }

    @Test
    void tellsTurnsOfALoopApart() {
        assertThat(engine.run("loop", "1").status()).isEqualTo(200);
        assertThat(probe.visits()).containsExactly("turn", "turn", "turn");
    }

    @Test
    void tellsStepsInsideReplayedStepsApart() {
        probe.fail("between", 2);
        Answer answer = engine.run("steps-in-steps", "\"\"");
        assertThat(answer.json().get("result").asText()).isEqualTo("xx");
        assertThat(probe.visits()).filteredOn("count"::equals).hasSize(2);
    }

    @Test
    void tellsSubRunsOfDifferentStepsApart() {
        probe.fail("between", 1);
        Answer answer = engine.run("sub-runs-in-steps", "1");
        assertThat(answer.json().get("result").asText()).isEqualTo("one two");
        assertThat(probe.visits()).containsExactly("child", "between", "between", "child");
    }

    @Test
    void refusesToStoreWhatItCouldNotReplayAndNamesTheStep() {
        JsonNode problem = engine.run("not-storable", "1").json();
        assertThat(problem.get("code").asText()).isEqualTo("STEP_NOT_STORABLE");
        assertThat(problem.get("detail").asText()).contains("'odd'").contains("java.lang.Object");
    }

    @Test
    void refusesToStoreWhatIsTooLargeAndNamesTheStep() {
        JsonNode problem = engine.run("too-large", "1").json();
        assertThat(problem.get("code").asText()).isEqualTo("STEP_NOT_STORABLE");
        assertThat(problem.get("detail").asText()).contains("'huge'").contains("bytes");
    }

    @Test
    void startsASubRunOnceHoweverOftenItsParentIsTried() {
        probe.fail("after-child", 2);
        Answer answer = engine.run("parent", "{\"b\":2}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/result/b").asInt()).isEqualTo(2);
        assertThat(probe.visits()).filteredOn("child"::equals).hasSize(1);
        String parent = answer.json().get("id").asText();
        JsonNode children = engine.get("/api/v1/runs?workflow=child").json().get("runs");
        assertThat(children.findValuesAsText("parent")).contains(parent);
    }

    @Test
    void stopsAnAttemptThatTakesLongerThanItsTimeout() {
        JsonNode problem = engine.run("slow", "1").json();
        assertThat(problem.get("code").asText()).isEqualTo("RUN_TIMED_OUT");
        assertThat(problem.get("state").asText()).isEqualTo("failed");
    }

    @Test
    void doesNotRetryAPermanentFailure() {
        Answer answer = engine.run("refusing", "1");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(engine.get(answer.header("Location")).json().get("attempts").asInt())
                .isEqualTo(1);
    }

    @Test
    void tellsAWaitingCallerThatTheModelIsAbsentAndKeepsTheRun() {
        Answer answer = engine.run("absent-model", "1");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotNull();
        assertThat(answer.json().get("code").asText()).isEqualTo("MODEL_UNAVAILABLE");
        JsonNode run = engine.get(answer.header("Location")).json();
        assertThat(run.get("state").asText()).isIn("waiting", "running");
        assertThat(run.get("attempts").asInt()).isZero();
    }

    @Test
    void putsAParentBackThatWaitsForAnAbsentModel() {
        Answer answer = engine.run("parent-of-absent", "1");
        assertThat(answer.status()).isEqualTo(503);
        JsonNode run = engine.get(answer.header("Location")).json();
        assertThat(run.get("state").asText()).isIn("waiting", "running");
        assertThat(run.get("attempts").asInt()).isZero();
    }

    @Test
    void findsASubRunAgainWhoseInputIsDifferentEachTime() {
        probe.fail("after-child", 1);
        assertThat(engine.run("parent-with-time", "1").status()).isEqualTo(200);
        assertThat(probe.visits()).filteredOn("child"::equals).hasSize(1);
    }

    @Test
    void resumesWithTheDeepestInputThatIsAccepted() {
        probe.fail("third", 1);
        Answer answer = engine.run("three-steps", "[".repeat(64) + "]".repeat(64));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(probe.visits()).containsExactly("first", "second", "third", "third");
    }

    @Test
    void executesNoMoreRunsAtATimeThanTheWorkflowAllows() {
        for (int i = 0; i < 6; i++) {
            engine.submit("one-at-a-time", "1");
        }
        await().untilAsserted(() -> assertThat(engine.get("/api/v1/runs?workflow=one-at-a-time&state=succeeded")
                        .json()
                        .get("runs"))
                .hasSize(6));
        assertThat(probe.mostInside()).isEqualTo(1);
    }

    private String state(Answer accepted) {
        return engine.get(accepted.header("Location")).json().get("state").asText();
    }
}
