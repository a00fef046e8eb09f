package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What there is in Ollama's protocol beside plain questions; the fake judges each request by the official document. */
class OllamaProtocolTest {
    private static final String PICTURE = "iVBORw0KGgo=";
    private final FakeOllama ollama = FakeOllama.start();
    private final ModelGateway gateway = TestModels.gateway(ollama.url());

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void toolsGoOutAndCallsComeBack() {
        ollama.chats(FakeReply.toolCall("call-1", "weather", Map.of("city", "Oslo", "days", 2)));
        ToolDefinition weather = new ToolDefinition(
                "weather", "Tells the weather", Map.of("type", "object", "properties", Map.of("city", Map.of())));
        ChatAnswer answer = gateway.chat(ChatRequest.of("Weather in Oslo?").withTools(List.of(weather)));
        assertThat(answer.toolCalls())
                .containsExactly(new ToolCall("call-1", "weather", Map.of("city", "Oslo", "days", 2)));
        JsonNode tool = ollama.lastChat().at("/tools/0");
        assertThat(tool.path("type").asText()).isEqualTo("function");
        assertThat(tool.at("/function/parameters/properties").has("city")).isTrue();

        ollama.chats(FakeReply.text("Rain."));
        gateway.chat(ChatRequest.of("x")
                .withMessages(List.of(
                        ChatMessage.user("Weather in Oslo?"),
                        ChatMessage.assistant("", answer.toolCalls()),
                        ChatMessage.result(answer.toolCalls().get(0), "rain"))));
        JsonNode messages = ollama.lastChat().path("messages");
        assertThat(messages.at("/1/tool_calls/0/function/arguments/city").asText())
                .isEqualTo("Oslo");
        assertThat(messages.at("/2/tool_name").asText()).isEqualTo("weather");
        assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo("call-1");
        assertUnderstood();
    }

    @Test
    void picturesAndThoughtsAreCarried() {
        ollama.chats(FakeReply.thinking("Hm, a cat.", "A cat."));
        List<String> heard = new ArrayList<>();
        CallListener listener = new CallListener() {
            @Override
            public void thinking(String piece) {
                heard.add("thought " + piece);
            }

            @Override
            public void text(String piece) {
                heard.add(piece);
            }
        };
        ChatRequest request = ChatRequest.of("x")
                .withMessages(List.of(ChatMessage.user("What is it?").withImages(List.of(PICTURE))))
                .withThink("high");
        ChatAnswer answer = gateway.chat(request, listener);
        assertThat(answer.thinking()).isEqualTo("Hm, a cat.");
        assertThat(answer.text()).isEqualTo("A cat.");
        assertThat(heard).containsExactly("thought Hm, a cat.", "A ", "cat.");
        assertThat(ollama.lastChat().at("/messages/0/images/0").asText()).isEqualTo(PICTURE);
        assertThat(ollama.lastChat().path("think").asText()).isEqualTo("high");
        gateway.chat(request.withThink(false));
        assertThat(ollama.lastChat().get("think").isBoolean()).isTrue();
        assertUnderstood();
    }

    @Test
    void anAnswerMayComeInOnePiece() {
        ollama.chats(FakeReply.text("Because of Rayleigh."));
        ChatAnswer answer =
                gateway.chat(ChatRequest.of("Why?").with(new CallPolicy(OnOverflow.REFUSE, null, null, false)));
        assertThat(answer.text()).isEqualTo("Because of Rayleigh.");
        assertThat(answer.answerTokens()).isEqualTo(298);
        assertThat(ollama.lastChat().path("stream").asBoolean(true)).isFalse();
        assertUnderstood();
    }

    @Test
    void aPromptIsContinuedWithoutAConversation() {
        ollama.generates(FakeReply.generated("return a + b"));
        ChatAnswer answer = gateway.generate(
                new GenerateRequest(
                        "codellama", "def add(a, b):", "  # end", "Be brief.", false, Map.of(), CallOrigin.ENGINE),
                CallListener.NONE);
        assertThat(answer.text()).isEqualTo("return a + b");
        JsonNode sent = ollama.requests("/api/generate").get(0).body();
        assertThat(sent.path("suffix").asText()).isEqualTo("  # end");
        assertThat(sent.path("system").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/options/num_ctx").asInt()).isEqualTo(4096);
        assertThat(gateway.generate(GenerateRequest.of("x"), CallListener.NONE).model())
                .isEqualTo("llama3.2");
        assertUnderstood();
    }

    @Test
    void vectorsMayBeShorter() {
        gateway.embed(new EmbedRequest(null, List.of("a"), 256, CallOrigin.ENGINE));
        assertThat(ollama.requests("/api/embed")
                        .get(0)
                        .body()
                        .path("dimensions")
                        .asInt())
                .isEqualTo(256);
        assertUnderstood();
    }

    @Test
    void theAnswerTellsWhatItHasUsed() {
        ChatAnswer answer = gateway.chat(ChatRequest.of("Why?"));
        assertThat(answer.server()).isEqualTo(ollama.url());
        assertThat(answer.usage().promptTokens()).isEqualTo(26);
        assertThat(answer.usage().answerTokens()).isEqualTo(298);
        assertThat(answer.usage().loaded()).isEqualTo(Duration.ofNanos(2_154_458));
        assertThat(answer.usage().took()).isPositive();
    }

    @Test
    void aModelThatIsStillBeingLoadedGetsMoreTime() {
        ollama.chats(FakeReply.text("warm at last").beforeHeaders(Duration.ofMillis(700)));
        ModelProperties impatient = TestModels.properties(
                ollama.url(), Map.of("first-byte-timeout", TestModels.SHORT, "load-timeout", TestModels.LONG));
        assertThat(TestModels.gateway(impatient).chat(ChatRequest.of("x")).text())
                .isEqualTo("warm at last");
        assertThat(ollama.requests("/api/ps")).hasSize(1);

        ollama.hasLoaded("llama3.2");
        assertThatThrownBy(() -> TestModels.gateway(impatient).chat(ChatRequest.of("x")))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("did not begin to answer")
                .hasMessageContaining("150 ms");
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @Test
    void loadingHasItsOwnEnd() {
        ollama.chats(FakeReply.silence());
        ModelProperties impatient = TestModels.properties(
                ollama.url(),
                Map.of("first-byte-timeout", Duration.ofMillis(50), "load-timeout", Duration.ofMillis(300)));
        assertThatThrownBy(() -> TestModels.gateway(impatient).chat(ChatRequest.of("x")))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("300 ms");
    }

    @Test
    void anAnswerThatGoesOnForEverIsEnded() {
        ollama.chats(FakeReply.text("word ".repeat(2000)).betweenLines(Duration.ofMillis(20)));
        ModelProperties bounded = TestModels.properties(ollama.url(), Map.of("total-timeout", Duration.ofMillis(400)));
        assertThatThrownBy(() -> TestModels.gateway(bounded).chat(ChatRequest.of("x")))
                .isInstanceOfSatisfying(
                        ModelStreamBroken.class,
                        e -> assertThat(e.isOfModel())
                                .as("the server has answered all the time")
                                .isTrue())
                .hasMessageContaining("engine.model.total-timeout");
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherThreadMayEndACall(boolean begun) throws Exception {
        ollama.chats(begun ? FakeReply.withoutDone("Because of").thenSilence() : FakeReply.silence());
        Cancellation cancellation = new Cancellation();
        CountDownLatch heard = new CountDownLatch(1);
        CallListener listener = new CallListener() {
            @Override
            public void text(String piece) {
                heard.countDown();
            }
        };
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                gateway.chat(ChatRequest.of("x"), listener, cancellation);
                failure.complete(null);
            } catch (RuntimeException e) {
                failure.complete(e);
            }
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await().until(() -> ollama.requests("/api/chat").size() == 1);
        if (begun) {
            heard.await();
        }
        cancellation.cancel();
        assertThat(failure.get()).isInstanceOf(ModelCallCancelled.class);
        assertThat(interrupted.get()).isFalse();
        await().until(() -> ollama.abandonedCalls() == 1);
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("x"), listener, cancellation))
                .isInstanceOf(ModelCallCancelled.class);
        assertThat(ollama.requests("/api/chat")).hasSize(1);
    }

    @Test
    void aListenerThatFailsEndsTheCall() {
        ollama.chats(FakeReply.text("a b c").thenSilence());
        CallListener gone = new CallListener() {
            @Override
            public void text(String piece) {
                throw new IllegalStateException("the reader is gone");
            }
        };
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("x"), gone)).hasMessage("the reader is gone");
        await().until(() -> ollama.abandonedCalls() == 1);
        assertThat(gateway.queue()).isEmpty();
    }

    private void assertUnderstood() {
        assertThat(ollama.requests())
                .allSatisfy(request -> assertThat(request.problems()).isEmpty());
    }
}
