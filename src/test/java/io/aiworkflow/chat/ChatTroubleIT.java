package io.aiworkflow.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.EventReader;
import io.aiworkflow.testsupport.EventReader.Event;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** A model server in trouble while somebody talks with it: the stream ends with what is wrong, and the conversation goes on. */
@EngineTest
class ChatTroubleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    static FakeOllama ollama;

    @LocalServerPort
    int port;

    private EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.model.first-byte-timeout", () -> "1s");
        registry.add("engine.model.load-timeout", () -> "1s");
        registry.add("engine.model.idle-timeout", () -> "1s");
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
    void connect() {
        engine = new EngineClient(port);
        ollama.hasOnly("llama3.2");
        awaitServer();
    }

    private void awaitServer() {
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
                Arguments.of(
                        "an error on the way",
                        FakeReply.errorAfter("a ", "the runner has ended"),
                        "MODEL_STREAM_BROKEN",
                        "the runner has ended"),
                Arguments.of("a hang", FakeReply.silence(), "MODEL_UNAVAILABLE", "did not begin to answer"),
                Arguments.of("404", FakeReply.page(404, "no"), "MODEL_UNAVAILABLE", "there is no Ollama"),
                Arguments.of("500", FakeReply.status(500, "CUDA error"), "MODEL_STREAM_BROKEN", "CUDA error"),
                Arguments.of("503", FakeReply.busy(), "MODEL_UNAVAILABLE", "maximum pending requests"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void eachTroubleEndsTheStreamWithItsCodeAndTheConversationGoesOn(
            String name, FakeReply reply, String code, String said) {
        ollama.chats(reply);
        Event failed = last(Map.of("message", "Tell me"));
        assertThat(failed.type()).isEqualTo("error");
        assertThat(failed.data().path("code").asText()).isEqualTo(code);
        assertThat(failed.data().path("detail").asText()).contains(said);
        assertOthersAreServed();

        ollama.chats(FakeReply.text("Better."));
        awaitServer();
        Event answered = last(Map.of(
                "message",
                "Again",
                "conversation",
                failed.data().path("conversation").asText()));
        assertThat(answered.data().path("answer").asText()).isEqualTo("Better.");
    }

    @Test
    void anUnknownModelIsSaid() {
        Event failed = last(Map.of("message", "Tell me", "model", "nobody-has-it"));
        assertThat(failed.type()).isEqualTo("error");
        assertThat(failed.data().path("code").asText()).isEqualTo("MODEL_UNAVAILABLE");
        assertThat(failed.data().path("detail").asText()).contains("ollama pull nobody-has-it");
        assertOthersAreServed();
    }

    private void assertOthersAreServed() {
        assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
        assertThat(engine.run("no-op", "1").status()).isEqualTo(200);
    }

    private Event last(Map<String, Object> message) {
        JsonNode body = JSON.valueToTree(new HashMap<>(message));
        try (EventReader reader = EventReader.post(port, "/api/v1/chat", body.toString())) {
            assertThat(reader.status()).isEqualTo(200);
            await().atMost(PATIENCE).until(reader::isOver);
            List<Event> events = reader.events();
            return events.get(events.size() - 1);
        }
    }
}
