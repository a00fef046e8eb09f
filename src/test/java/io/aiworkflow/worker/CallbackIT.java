package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import io.aiworkflow.testsupport.WaitingWorkflows;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs that wait for another system, which answers at a signed address. */
@EngineTest
@Import(WaitingWorkflows.class)
class CallbackIT {
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
    void goesOnWithWhatIsPostedToTheSignedAddress() {
        Answer accepted = engine.submit("call-back", "1");
        await().untilAsserted(() ->
                assertThat(run(accepted).path("waitsFor").asText()).isEqualTo("callback"));
        String path = address();
        assertThat(engine.post(path, "{\"n\":1}").status()).isEqualTo(202);
        assertThat(succeeded(accepted).get("n").asInt()).isEqualTo(1);
        assertThat(engine.post(path, "{ \"n\": 1 }").status()).isEqualTo(200);
        assertThat(engine.post(path, "{\"n\":2}").status()).isEqualTo(409);
    }

    @Test
    void keepsACallbackThatComesBeforeTheRunWaits() {
        var gate = probe.block("opened");
        Answer accepted = engine.submit("call-back", "1");
        await().until(() -> probe.visits().contains("opened"));
        assertThat(engine.post(address(), "\"early\"").status()).isEqualTo(202);
        gate.countDown();
        assertThat(succeeded(accepted).asText()).isEqualTo("early");
    }

    @Test
    void refusesForgedAddresses() {
        Answer accepted = engine.submit("call-back", "1");
        await().until(() -> probe.visits().contains("opened"));
        String path = address();
        char last = path.charAt(path.length() - 1);
        for (String forged : List.of(
                path.substring(0, path.length() - 1) + (last == 'A' ? 'B' : 'A'),
                path.substring(0, path.length() - 4),
                "/api/v1/callbacks/x",
                "/api/v1/callbacks/" + "A".repeat(64),
                "/api/v1/callbacks/" + "*".repeat(64))) {
            Answer answer = engine.post(forged, "1");
            assertThat(answer.status()).as(forged).isEqualTo(404);
            assertThat(answer.json().get("code").asText()).isEqualTo("CALLBACK_NOT_FOUND");
        }
        assertThat(run(accepted).get("state").asText()).isNotEqualTo("succeeded");
    }

    @Test
    void endsTheWaitForACallbackInTime() {
        assertThat(engine.run("call-back-or-continue", "1")
                        .json()
                        .at("/result/timedOut")
                        .asBoolean())
                .isTrue();
        assertThat(engine.run("call-back-or-fail", "1").json().get("code").asText())
                .isEqualTo("WAIT_TIMED_OUT");
    }

    @Test
    void resumesOnAnotherWorkerAfterTheFirstOneHasDied() {
        var gate = probe.block("opened");
        Answer accepted = engine.submit("call-back", "1");
        await().until(() -> probe.visits().contains("opened"));
        String first = address();
        probe.block("opened").countDown();
        database.sql("update run set state = 'queued', worker_id = null where state = 'running'")
                .update();
        await().untilAsserted(() ->
                assertThat(run(accepted).path("waitsFor").asText()).isEqualTo("callback"));
        gate.countDown();
        assertThat(addresses()).containsOnly(first);
        assertThat(engine.post(first, "3").status()).isEqualTo(202);
        assertThat(succeeded(accepted).asInt()).isEqualTo(3);
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

    /** The path of the address that the route got. */
    private String address() {
        return addresses().get(0);
    }

    private List<String> addresses() {
        return probe.visits().stream()
                .filter(visit -> visit.startsWith("http"))
                .map(visit -> URI.create(visit).getPath())
                .toList();
    }
}
