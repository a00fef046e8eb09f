package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import io.aiworkflow.testsupport.WaitingWorkflows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

@EngineTest
@Import(WaitingWorkflows.class)
class WaitingRunIT {
    @Autowired
    Probe probe;

    @Autowired
    HeldRuns held;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
    }

    @Test
    void goesOnAfterADelayWithoutRepeatingFinishedSteps() {
        Answer answer = engine.run("pause", "{\"a\":1}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().at("/result/a").asInt()).isEqualTo(1);
        assertThat(probe.visits()).containsExactly("before", "after");
        JsonNode wait = engine.get(answer.header("Location")).json().at("/waits/0");
        assertThat(wait.get("kind").asText()).isEqualTo("delay");
        assertThat(wait.get("name").asText()).isEqualTo("nap");
        assertThat(wait.get("until").asText()).isNotEmpty();
    }

    @Test
    void takesTheLengthOfADelayFromAVariable() {
        assertThat(engine.run("pause-by-variable", "\"PT0.1S\"").status()).isEqualTo(200);
        assertThat(engine.run("pause-by-variable", "\"100ms\"").status()).isEqualTo(200);
        for (String wrong : List.of("\"soon\"", "5", "\"-1s\"", "\"400d\"")) {
            Answer answer = engine.run("pause-by-variable", wrong);
            assertThat(answer.json().get("detail").asText())
                    .as(wrong)
                    .contains("delay:nap: the variable 'rest' must hold a duration");
        }
    }

    @Test
    void doesNotWaitForATimeThatIsOver() {
        assertThat(engine.run("pause-until", "1").status()).isEqualTo(200);
    }

    @Test
    void waitsForADecisionLongerThanItsAttemptsMayTakeAndHoldsNothing() {
        Answer accepted = engine.submit("ask", "{\"a\":1}");
        JsonNode approval = approval(accepted);
        assertThat(approval.get("title").asText()).isEqualTo("May it go on?");
        assertThat(approval.at("/subject/a").asInt()).isEqualTo(1);
        assertThat(approval.get("approvers")).hasToString("[\"operator\",\"user:anna\"]");
        assertThat(approval.get("workflow").asText()).isEqualTo("ask");
        JsonNode run = run(accepted);
        assertThat(run.get("state").asText()).isEqualTo("waiting");
        assertThat(run.get("waitsFor").asText()).isEqualTo("approval");
        assertThat(run.at("/waits/0/state").asText()).isEqualTo("open");
        assertThat(held.find(java.util.UUID.fromString(run.get("id").asText()))).isEmpty();

        Answer decided = decide(approval, "approve", null);
        assertThat(decided.status()).as(decided.body()).isEqualTo(200);
        assertThat(decided.json().get("state").asText()).isEqualTo("decided");
        JsonNode result = succeeded(accepted);
        assertThat(result.get("decision").asText()).isEqualTo("approve");
        assertThat(result.get("by").asText()).isEqualTo("admin");
        assertThat(result.get("at").asText()).endsWith("Z");
        assertThat(result.get("form")).isEmpty();
        assertThat(probe.visits()).containsExactly("before");
        assertThat(run(accepted).get("attempts").asInt()).isZero();
    }

    @Test
    void isWokenWhenItsOwnTimeIsOver() {
        Answer answer = engine.run("ask-in-time", "1");
        assertThat(answer.json().get("code").asText()).isEqualTo("RUN_TIMED_OUT");
        String approval = run(answer).at("/waits/0/id").asText();
        assertThat(decide(approval, "{\"decision\":\"approve\"}").status()).isEqualTo(409);
    }

    @Test
    void neitherCatchesNorFinishesASuspendedStep() {
        Answer accepted = engine.submit("ask-in-step", "\"x\"");
        JsonNode approval = approval(accepted);
        assertThat(probe.visits()).isEmpty();
        assertThat(run(accepted).get("steps")).isEmpty();
        decide(approval, "reject", null);
        assertThat(succeeded(accepted).asText()).isEqualTo("x reject");
        assertThat(probe.visits()).containsExactly("finally");
        assertThat(run(accepted).get("steps").findValuesAsText("state")).containsExactly("succeeded");
    }

    @Test
    void takesTheDefaultWhenNobodyDecidesInTime() {
        assertThat(engine.run("ask-default-approve", "1")
                        .json()
                        .at("/result/decision")
                        .asText())
                .isEqualTo("approve");
        JsonNode rejected = engine.run("ask-default-reject", "1").json().get("result");
        assertThat(rejected.get("decision").asText()).isEqualTo("reject");
        assertThat(rejected.get("by").asText()).isEqualTo("timeout");
        Answer failed = engine.run("ask-default-fail", "1");
        assertThat(failed.json().get("code").asText()).isEqualTo("WAIT_TIMED_OUT");
        String approval = run(failed).at("/waits/0/id").asText();
        assertThat(engine.get("/api/v1/approvals/" + approval)
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("timed-out");
        Answer late = decide(approval, "{\"decision\":\"approve\"}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().get("code").asText()).isEqualTo("ALREADY_DECIDED");
    }

    @Test
    void checksTheFormBeforeItCounts() {
        Answer accepted = engine.submit("ask-form", "1");
        JsonNode approval = approval(accepted);
        assertThat(approval.at("/form/required/0").asText()).isEqualTo("amount");
        assertThat(approval.get("until").asText()).isNotEmpty();
        Answer wrong = decide(approval, "approve", "{\"amount\":0}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.json().at("/errors/0/field").asText()).isEqualTo("/form/amount");
        assertThat(decide(approval, "approve", null).status()).isEqualTo(422);
        assertThat(decide(approval.get("id").asText(), "{\"decision\":\"perhaps\"}")
                        .status())
                .isEqualTo(422);
        assertThat(decide(approval, "approve", "{\"amount\":7}").status()).isEqualTo(200);
        assertThat(succeeded(accepted).at("/form/amount").asInt()).isEqualTo(7);
    }

    @Test
    void waitsForSeveralDecisionsAtOnceInAnyOrder() {
        Answer accepted = engine.submit("ask-each", "[\"a\",\"b\",\"c\"]");
        List<JsonNode> approvals = approvals(accepted, 3);
        assertThat(probe.visits()).containsExactly("a", "b", "c");
        decide(approvals.get(2), "approve", null);
        approvals(accepted, 2);
        assertThat(probe.visits()).doesNotContain("last");
        decide(approvals.get(0), "reject", null);
        approvals(accepted, 1);
        decide(approvals.get(1), "approve", null);
        JsonNode result = succeeded(accepted);
        List<String> decisions = new ArrayList<>();
        result.forEach(decision -> decisions.add(decision.asText()));
        assertThat(decisions).containsExactlyInAnyOrder("approve", "reject", "approve");
        assertThat(probe.visits()).containsExactly("a", "b", "c", "last");
    }

    @Test
    void letsTheOtherBranchesOfAMulticastGoOn() {
        Answer accepted = engine.submit("ask-both", "1");
        JsonNode approval = approval(accepted);
        await().untilAsserted(() -> assertThat(probe.visits()).containsExactly("other"));
        decide(approval, "approve", null);
        assertThat(succeeded(accepted).toString()).contains("one approve").contains("two");
        assertThat(probe.visits()).containsExactly("other", "both");
    }

    @Test
    void tellsTheTurnsOfALoopApart() {
        Answer accepted = engine.submit("ask-twice", "1");
        JsonNode first = approval(accepted);
        decide(first, "approve", null);
        await().untilAsserted(() -> assertThat(approval(accepted).get("id")).isNotEqualTo(first.get("id")));
        decide(approval(accepted), "reject", null);
        assertThat(succeeded(accepted).asText()).isEqualTo("admin");
    }

    @Test
    void countsOneDecisionOfManyAtTheSameMoment() {
        Answer accepted = engine.submit("ask", "1");
        JsonNode approval = approval(accepted);
        List<CompletableFuture<Answer>> racing = IntStream.range(0, 8)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> decide(approval, i % 2 == 0 ? "approve" : "reject", null)))
                .toList();
        List<Integer> statuses =
                racing.stream().map(each -> each.join().status()).toList();
        assertThat(statuses)
                .containsOnlyOnce(200)
                .filteredOn(status -> status == 409)
                .hasSize(7);
        assertThat(succeeded(accepted).get("decision").asText()).isIn("approve", "reject");
    }

    @Test
    void waitsNeitherInAWireTapNorForIt() {
        Answer answer = engine.run("tap-and-wait", "1");
        assertThat(answer.json().path("result").asText()).as(answer.body()).isEqualTo("done");
        assertThat(probe.visits()).containsExactly("refused", "tap");
    }

    @Test
    void aParentHoldsNothingWhileItsSubRunWaits() {
        Answer accepted = engine.submit("parent-of-asking", "1");
        await().untilAsserted(() ->
                assertThat(run(accepted).path("waitsFor").asText()).isEqualTo("sub-run"));
        String child = run(accepted).at("/waits/0/child").asText();
        decide(approval("/api/v1/runs/" + child), "approve", null);
        assertThat(succeeded(accepted).asText()).isEqualTo("approve");
    }

    @Test
    void aWorkflowWithALimitMayCallItself() {
        Answer answer = engine.run("self", "2");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode run(Answer accepted) {
        return engine.get(accepted.header("Location")).json();
    }

    private JsonNode succeeded(Answer accepted) {
        await().untilAsserted(() -> assertThat(run(accepted).get("state").asText())
                .as(run(accepted).toString())
                .isEqualTo("succeeded"));
        return run(accepted).get("result");
    }

    private JsonNode approval(Answer accepted) {
        return approval(accepted.header("Location"));
    }

    private JsonNode approval(String location) {
        return approvals(location, 1).get(0);
    }

    private List<JsonNode> approvals(Answer accepted, int count) {
        return approvals(accepted.header("Location"), count);
    }

    /** The run's open approvals, in the order in which it came to them, once it waits for so many. */
    private List<JsonNode> approvals(String location, int count) {
        await().untilAsserted(() -> {
            assertThat(engine.get(location).json().path("waitsFor").asText()).isEqualTo("approval");
            assertThat(open(location)).hasSize(count);
        });
        return open(location).stream()
                .map(id -> engine.get("/api/v1/approvals/" + id).json())
                .toList();
    }

    private List<String> open(String location) {
        return StreamSupport.stream(engine.get(location).json().get("waits").spliterator(), false)
                .filter(wait -> wait.get("state").asText().equals("open"))
                .map(wait -> wait.get("id").asText())
                .toList();
    }

    private Answer decide(JsonNode approval, String decision, String form) {
        String more = form == null ? "" : ",\"form\":" + form;
        return decide(approval.get("id").asText(), "{\"decision\":\"%s\"%s}".formatted(decision, more));
    }

    private Answer decide(String approval, String body) {
        return engine.post("/api/v1/approvals/" + approval, body);
    }
}
