package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A model server in trouble: each run says what is wrong, and the engine and other work go on. */
@EngineTest
class ModelTroubleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String INPUT = "{\"text\":\"A long text.\"}";
    private static final FakeReply GOOD = FakeReply.json(Map.of("summary", "Short."));

    static FakeOllama ollama;

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.model.first-byte-timeout", () -> "1s");
        registry.add("engine.model.load-timeout", () -> "1s");
        registry.add("engine.model.idle-timeout", () -> "1s");
        registry.add("engine.model.max-concurrent", () -> "1");
        registry.add("engine.model.background-admission-timeout", () -> "200ms");
    }

    @BeforeAll
    static void startModel() {
        ollama = FakeOllama.start();
    }

    @AfterAll
    static void stopModel() {
        ollama.close();
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        ollama.hasOnly("llama3.2");
        // The trouble before may have been so much that the server is left alone.
        await().atMost(PATIENCE)
                .until(() -> engine.get("/api/v1/models")
                        .json()
                        .at("/servers/0/available")
                        .asBoolean());
    }

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of("garbage", FakeReply.streamOf("<html>"), "MODEL_STREAM_BROKEN", "not JSON"),
                Arguments.of("a cut stream", FakeReply.withoutDone("a").thenCut(), "MODEL_STREAM_BROKEN", "broke"),
                Arguments.of("a hang", FakeReply.silence(), "MODEL_UNAVAILABLE", "did not begin to answer"),
                Arguments.of(
                        "a hang in the middle",
                        FakeReply.withoutDone("a").thenSilence(),
                        "MODEL_STREAM_BROKEN",
                        "nothing arrived"),
                Arguments.of("404", FakeReply.page(404, "no"), "MODEL_UNAVAILABLE", "there is no Ollama"),
                Arguments.of("500", FakeReply.status(500, "CUDA error"), "MODEL_STREAM_BROKEN", "CUDA error"),
                Arguments.of("503", FakeReply.busy(), "MODEL_UNAVAILABLE", "maximum pending requests"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void eachTroubleIsSaidAndTheRunSucceedsOnceItHasPassed(String name, FakeReply reply, String code, String said) {
        ollama.chats(reply);
        Answer accepted = engine.submit("summarize-text", INPUT);
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode failed = run(accepted).at("/steps/0/error");
            assertThat(failed.path("code").asText()).isEqualTo(code);
            assertThat(failed.path("message").asText()).contains(said);
        });
        assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
        assertThat(engine.run("no-op", "1").status()).isEqualTo(200);
        ollama.chats(GOOD);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode run = run(accepted);
            assertThat(run.at("/result/summary").asText()).as(run.toString()).isEqualTo("Short.");
        });
    }

    @Test
    void anUnknownModelIsSaidAndTheRunWaitsForIt() {
        ollama.hasOnly("other").chats(GOOD);
        Answer refused = engine.run("summarize-text", INPUT);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().path("detail").asText()).contains("ollama pull llama3.2");
        ollama.hasOnly("llama3.2");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(run(refused).at("/result/summary").asText()).isEqualTo("Short."));
    }

    @Test
    void anAnswerThatNeverFitsItsSchemaFailsTheRunWithTheAnswer() {
        ollama.chats(FakeReply.text("I would rather not."));
        Answer failed = engine.run("summarize-text", INPUT);
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.json().path("code").asText()).isEqualTo("MODEL_ANSWER_INVALID");
        assertThat(failed.json().path("detail").asText()).contains("I would rather not.");
    }

    @Test
    void backgroundRunsThatFindNoPlaceGiveWayAndAllSucceedUnspent() {
        ollama.chats(GOOD.betweenLines(Duration.ofMillis(300)));
        List<Answer> accepted = new ArrayList<>();
        ollama.forgetsHowManyAtOnce();
        for (int i = 0; i < 6; i++) {
            accepted.add(engine.submit("summarize-text", INPUT));
        }
        Set<String> gaveWay = new HashSet<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            List<JsonNode> runs = accepted.stream().map(this::run).toList();
            runs.stream()
                    .filter(run -> run.toString().contains("none ended within 200 ms"))
                    .forEach(run -> gaveWay.add(run.path("id").asText()));
            assertThat(runs)
                    .allSatisfy(run -> assertThat(run.path("state").asText())
                            .as(run.toString())
                            .isEqualTo("succeeded"));
        });
        assertThat(gaveWay).as("runs that have given their workers free").isNotEmpty();
        assertThat(accepted)
                .allSatisfy(
                        each -> assertThat(run(each).path("attempts").asInt()).isZero());
        assertThat(ollama.mostAtOnce("/api/chat")).isEqualTo(1);
        assertThat(ollama.requests("/api/chat").stream()
                        .filter(seen -> !seen.problems().isEmpty()))
                .isEmpty();
    }

    private JsonNode run(Answer accepted) {
        return engine.get(accepted.header("Location")).json();
    }
}
