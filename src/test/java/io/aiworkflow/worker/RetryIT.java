package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Failed runs come back, one by one and in bulk. */
@EngineTest
@TestPropertySource(
        properties = {
            "engine.worker.concurrency=1",
            "engine.worker.stop-patience=500ms",
            "engine.worker.renew-every=200ms",
            "engine.history.move-after=1h"
        })
class RetryIT {
    @Autowired
    Probe probe;

    @Autowired
    JdbcClient database;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
        database.sql("delete from run where state = 'failed'").update();
    }

    @Test
    void goesOnAtTheFailedStep() {
        String run = failing("once", "\"x\"");
        Answer answer = engine.post(run + "/retry", null);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo(run);
        awaitState(run, "succeeded");
        assertThat(probe.visits()).containsExactly("prepare", "risk", "risk");
        assertThat(read(run).get("replays").asInt()).isEqualTo(1);
    }

    @Test
    void beginsAtTheStartIfAskedTo() {
        String run = failing("once", "\"x\"");
        assertThat(engine.post(run + "/retry", "{\"from\":\"start\",\"version\":\"current\"}")
                        .status())
                .isEqualTo(202);
        awaitState(run, "succeeded");
        assertThat(probe.visits()).containsExactly("prepare", "risk", "prepare", "risk");
    }

    @Test
    void beginsAtTheStartWithAnEditedInputThatFits() {
        String run = failing("once-checked", "{\"text\":\"old\"}");
        Answer refused = engine.post(run + "/retry", "{\"input\":{\"text\":7}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/field").asText()).isEqualTo("/text");
        assertThat(engine.post(run + "/retry", "{\"input\":{\"text\":\"new\"}}").status())
                .isEqualTo(202);
        awaitState(run, "succeeded");
        assertThat(read(run).at("/result/text").asText()).isEqualTo("new");
        assertThat(read(run).at("/input/text").asText()).isEqualTo("new");
    }

    @Test
    void theIdempotencyKeyStillLeadsToTheRun() {
        probe.fail("risk", 1);
        String run = engine.submit("once", "1", "Idempotency-Key", "retried").header("Location");
        awaitState(run, "failed");
        engine.post(run + "/retry", null);
        awaitState(run, "succeeded");
        assertThat(engine.submit("once", "1", "Idempotency-Key", "retried").header("Location"))
                .isEqualTo(run);
    }

    @Test
    void takesTheFailedSubRunAlong() {
        probe.fail("risk", 1);
        String run = engine.submit("parent-of-once", "1").header("Location");
        awaitState(run, "failed");
        engine.post(run + "/retry", null);
        awaitState(run, "succeeded");
        assertThat(probe.visits()).containsExactly("prepare", "risk", "risk");
    }

    @Test
    void bringsACancelledRunBack() {
        String run = engine.submit("absent-model", "1").header("Location");
        awaitState(run, "waiting");
        engine.post(run + "/cancel", null);
        assertThat(engine.post(run + "/retry", null).status()).isEqualTo(202);
        awaitState(run, "waiting");
        assertThat(read(run).has("cancelledBy")).isFalse();
        engine.post(run + "/cancel", null);
    }

    @Test
    void refusesWhatIsNotToBeRetriedAndSaysWhatToDo() {
        String succeeded = engine.run("no-op", "1").header("Location");
        Answer answer = engine.post(succeeded + "/retry", null);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("detail").asText()).contains("is succeeded");
        assertThat(engine.post("/api/v1/runs/" + UUID.randomUUID() + "/retry", null)
                        .status())
                .isEqualTo(404);
        assertThat(engine.post(succeeded + "/retry", "{\"from\":\"middle\"}").status())
                .isEqualTo(422);
    }

    @Test
    void discardsADeadLetterIntoTheHistory() {
        String run = failing("once", "1");
        String letter = run.replace("/runs/", "/dead-letters/");
        assertThat(letters("")).hasSize(1);
        assertThat(letters("?workflow=once&step=risk&code=WORKFLOW_FAILED")).hasSize(1);
        assertThat(letters("?step=other")).isEmpty();
        JsonNode group = engine.get("/api/v1/dead-letters/groups").json().at("/groups/0");
        assertThat(group.get("workflow").asText()).isEqualTo("once");
        assertThat(group.get("step").asText()).isEqualTo("risk");
        assertThat(group.get("count").asInt()).isEqualTo(1);
        assertThat(group.get("message").asText()).contains("risk fails as told");
        assertThat(engine.post(letter + "/discard", null).status()).isEqualTo(200);
        assertThat(engine.post(letter + "/discard", "{}").status()).isEqualTo(200);
        assertThat(letters("")).isEmpty();
        assertThat(read(run).get("state").asText()).isEqualTo("failed");
        assertThat(read(run).get("steps")).isNotEmpty();
        Answer answer = engine.post(run + "/retry", null);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("detail").asText()).contains("start a new run");
        String succeeded = engine.run("no-op", "1").header("Location").replace("/runs/", "/dead-letters/");
        assertThat(engine.post(succeeded + "/discard", null).status()).isEqualTo(409);
    }

    @Test
    void replaysAllDeadLettersOfAGroupInARunOfItsOwn() {
        insertFailed("no-op", 450);
        insertFailed("refusing", 3);
        insertFailed("once", 2);
        Answer answer = engine.post("/api/v1/dead-letters/replay", "{\"code\":\"BROKEN\",\"from\":\"start\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().get("workflow").asText()).isEqualTo("replay-dead-letters");
        String bulk = answer.header("Location");
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(read(bulk).get("state").asText()).isEqualTo("succeeded"));
        assertThat(read(bulk).at("/result/replayed").asInt()).isEqualTo(455);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(
                                database.sql("select count(*) from run where state in ('queued', 'running', 'waiting')")
                                        .query(Long.class)
                                        .single())
                        .isZero());
        assertThat(letters("")).hasSize(3).allSatisfy(run -> {
            assertThat(run.get("workflow").asText()).isEqualTo("refusing");
            assertThat(run.get("replays").asInt()).isEqualTo(1);
        });
        assertThat(engine.post("/api/v1/dead-letters/replay", "{\"kode\":1}").status())
                .isEqualTo(422);
        assertThat(engine.post("/api/v1/dead-letters/replay", null).status()).isEqualTo(415);
    }

    private String failing(String workflow, String input) {
        probe.fail("risk", 1);
        String run = engine.submit(workflow, input).header("Location");
        awaitState(run, "failed");
        return run;
    }

    private void insertFailed(String workflow, int count) {
        database.sql("""
                        insert into run (id, workflow, workflow_version, state, input, request_hash, max_attempts,
                                         error_code, error_message, finished_at)
                        select gen_random_uuid(), :workflow, 'gone', 'failed', '1', '', 3, 'BROKEN', 'broke',
                               now() - interval '1 minute'
                          from generate_series(1, :count)""").param("workflow", workflow).param("count", count).update();
    }

    private JsonNode letters(String query) {
        return engine.get("/api/v1/dead-letters" + query).json().get("runs");
    }

    private JsonNode read(String run) {
        return engine.get(run).json();
    }

    private void awaitState(String run, String state) {
        await().untilAsserted(() -> assertThat(read(run).get("state").asText()).isEqualTo(state));
    }
}
