package io.aiworkflow.worker;

import static io.aiworkflow.testsupport.BookingService.Behaviour.HANGS_UP;
import static io.aiworkflow.testsupport.BookingService.Behaviour.IS_UNAVAILABLE;
import static io.aiworkflow.testsupport.BookingService.Behaviour.MAKES_IT_AND_FAILS;
import static io.aiworkflow.testsupport.BookingService.Behaviour.MAKES_IT_AND_HANGS_UP;
import static io.aiworkflow.testsupport.BookingService.Behaviour.REFUSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.BookingService;
import io.aiworkflow.testsupport.BookingWorkflows;
import io.aiworkflow.testsupport.BookingWorkflows.Mailer;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@EngineTest
@Import(BookingWorkflows.class)
class EffectsIT {
    @Autowired
    Probe probe;

    @Autowired
    BookingService service;

    @Autowired
    Mailer mailer;

    @Autowired
    JdbcClient database;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
        service.reset();
    }

    @Test
    void aKeyedEffectOfUnknownOutcomeIsAskedForAgainWithTheSameKey() {
        service.reset(MAKES_IT_AND_HANGS_UP, MAKES_IT_AND_FAILS);
        JsonNode run = run("book-keyed");
        assertThat(run.get("state").asText()).isEqualTo("succeeded");
        assertThat(service.keys()).hasSize(3);
        assertThat(service.keys()).containsOnly(service.keys().get(0));
        JsonNode effect = effectOf(run);
        assertThat(effect.get("state").asText()).isEqualTo("done");
        assertThat(effect.get("tries").asInt()).isEqualTo(3);
        assertThat(effect.get("key").asText()).isEqualTo(service.keys().get(0));
    }

    @Test
    void eachPartOfASplitHasItsOwnKey() {
        JsonNode run = run("book-each");
        assertThat(run.get("state").asText()).isEqualTo("succeeded");
        assertThat(service.made()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void anEffectThatIsFoundIsNotMadeAgain() {
        service.reset(MAKES_IT_AND_HANGS_UP);
        JsonNode run = run("book-look-up");
        assertThat(run.get("result").asText()).isEqualTo("found for ada");
        assertThat(service.made()).hasSize(1);
        assertThat(effectOf(run).get("state").asText()).isEqualTo("done");
    }

    @Test
    void anEffectThatIsNotFoundIsMadeAgain() {
        service.reset(HANGS_UP);
        JsonNode run = run("book-look-up");
        assertThat(run.get("result").asText()).isEqualTo("booked for ada");
        assertThat(service.questions()).isEqualTo(1);
        assertThat(service.made()).hasSize(1);
    }

    @Test
    void aRefusedEffectIsMadeAgainWithoutAnyQuestion() {
        service.reset(IS_UNAVAILABLE);
        JsonNode run = run("book-look-up");
        assertThat(run.get("result").asText()).isEqualTo("booked for ada");
        assertThat(service.questions()).isZero();
        service.reset(IS_UNAVAILABLE);
        assertThat(run("book-review").get("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void anEffectThatIsRefusedForGoodFailsTheRunAndIsKnownNotToBeMade() {
        service.reset(REFUSES);
        JsonNode run = run("book-review");
        assertThat(run.get("state").asText()).isEqualTo("failed");
        assertThat(effectOf(run).get("state").asText()).isEqualTo("not-done");
    }

    @Test
    void anUnknownOutcomeWaitsForAPersonWhoSaysThatTheEffectWasMade() {
        service.reset(MAKES_IT_AND_FAILS);
        Answer accepted = engine.submit("book-review", "{\"name\":\"ada\"}");
        JsonNode waiting = awaitState("waiting", accepted);
        assertThat(waiting.at("/error/code").asText()).isEqualTo("EFFECT_UNKNOWN");
        assertThat(waiting.at("/error/step").asText()).isEqualTo("book-review-step");
        JsonNode effect = effectOf(waiting);
        assertThat(waiting.at("/error/message").asText())
                .contains(effect.get("id").asText(), effect.get("key").asText());
        assertThat(effect.get("message").asText()).contains("500");
        assertThat(resolve(effect, "{\"outcome\":\"done\",\"output\":\"by phone\"}")
                        .status())
                .isEqualTo(200);
        assertThat(awaitState("succeeded", accepted).get("result").asText()).isEqualTo("by phone for ada");
        assertThat(service.made()).hasSize(1);
        assertThat(effectOf(waiting).get("decidedBy").asText()).isEqualTo("admin");
        assertThat(resolve(effect, "{\"outcome\":\"not-done\"}")
                        .json()
                        .get("code")
                        .asText())
                .isEqualTo("RUN_STATE_CONFLICT");
    }

    @Test
    void anUnknownOutcomeWaitsForAPersonWhoSaysThatTheEffectWasNotMade() {
        service.reset(HANGS_UP);
        Answer accepted = engine.submit("book-review", "{\"name\":\"ada\"}");
        JsonNode waiting = awaitState("waiting", accepted);
        assertThat(resolve(effectOf(waiting), "{\"outcome\":\"not-done\"}").status())
                .isEqualTo(200);
        assertThat(awaitState("succeeded", accepted).get("result").asText()).isEqualTo("booked for ada");
        assertThat(service.made()).hasSize(1);
    }

    @Test
    void anIntentThatADeadWorkerLeftNeedsReview() {
        CountDownLatch gate = probe.block("booking");
        Answer accepted = engine.submit("book-by-hand", "1");
        await().until(() -> probe.visits().contains("booking"));
        takeAway();
        JsonNode waiting = awaitState("waiting", accepted);
        assertThat(waiting.at("/error/code").asText()).isEqualTo("EFFECT_UNKNOWN");
        gate.countDown();
        assertThat(probe.visits()).filteredOn("booking"::equals).hasSize(1);
        JsonNode listed = engine.get("/api/v1/effects?state=needs-review&limit=200")
                .json()
                .get("effects");
        assertThat(listed.findValuesAsText("run")).contains(waiting.get("id").asText());
        assertThat(engine.get("/api/v1/effects?limit=1").json().get("next")).isNotNull();
    }

    @Test
    void anIntentThatADeadWorkerLeftIsKeyed() {
        CountDownLatch gate = probe.block("keyed-booking");
        Answer accepted = engine.submit("book-by-hand-keyed", "1");
        await().until(() -> probe.visits().contains("keyed-booking"));
        probe.block("keyed-booking").countDown();
        takeAway();
        awaitState("succeeded", accepted);
        gate.countDown();
        assertThat(mailer.keysOf("keyed")).hasSize(2);
        assertThat(mailer.keysOf("keyed").get(0))
                .isEqualTo(mailer.keysOf("keyed").get(1));
    }

    @Test
    void aConnectorAsksTheOtherSideBeforeItTriesAgain() {
        JsonNode run = run("mail");
        assertThat(run.get("result").asText()).isEqualTo("sent before");
        assertThat(mailer.keysOf("mail")).hasSize(1);
        assertThat(effectOf(run).get("step").asText()).isEqualTo("mail-send");
        assertThat(effectOf(run).get("state").asText()).isEqualTo("done");
    }

    @Test
    void whatAWireTapMakesIsNoPartOfTheRunButKeepsItsKey() {
        probe.fail("after-tap", 1);
        JsonNode run = run("mail-in-tap");
        await().until(() -> mailer.keysOf("tapped").size() == 2);
        assertThat(mailer.keysOf("tapped").get(0))
                .isEqualTo(mailer.keysOf("tapped").get(1));
        assertThat(run.get("steps")).extracting(step -> step.get("id").asText()).containsOnly("after-tap");
        assertThat(run.path("effects")).isEmpty();
    }

    @Test
    void refusesWhatIsNoResolution() {
        String unknown = "/api/v1/effects/00000000-0000-7000-8000-000000000000";
        assertThat(engine.get(unknown).json().get("code").asText()).isEqualTo("EFFECT_NOT_FOUND");
        assertThat(engine.get("/api/v1/effects/x").status()).isEqualTo(404);
        assertThat(engine.get("/api/v1/effects?state=odd").status()).isEqualTo(400);
        assertThat(engine.post(unknown + "/resolve", "{\"outcome\":\"not-done\"}")
                        .status())
                .isEqualTo(404);
        assertThat(engine.post(unknown + "/resolve", "{\"outcome\":\"maybe\"}").status())
                .isEqualTo(422);
        assertThat(engine.post(unknown + "/resolve", "{\"outcome\":\"not-done\",\"output\":1}")
                        .status())
                .isEqualTo(422);
        assertThat(engine.post(unknown + "/resolve", "{").status()).isEqualTo(400);
    }

    /** As if the worker had died: the run is in nobody's hands. */
    private void takeAway() {
        database.sql("update run set state = 'queued', worker_id = null where state = 'running'")
                .update();
    }

    private JsonNode run(String workflow) {
        return engine.get(engine.run(workflow, "{\"name\":\"ada\",\"rooms\":[1,2,3]}")
                        .header("Location"))
                .json();
    }

    private JsonNode awaitState(String state, Answer accepted) {
        await().untilAsserted(() -> assertThat(engine.get(accepted.header("Location"))
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo(state));
        return engine.get(accepted.header("Location")).json();
    }

    private JsonNode effectOf(JsonNode run) {
        for (JsonNode effect : engine.get("/api/v1/effects?limit=200").json().get("effects")) {
            if (effect.get("run").equals(run.get("id"))) {
                return engine.get("/api/v1/effects/" + effect.get("id").asText())
                        .json();
            }
        }
        throw new AssertionError("no effect of " + run);
    }

    private Answer resolve(JsonNode effect, String body) {
        return engine.post("/api/v1/effects/" + effect.get("id").asText() + "/resolve", body);
    }
}
