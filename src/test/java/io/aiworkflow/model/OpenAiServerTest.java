package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeOpenAi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiServerTest {
    private static final ChatRequest QUESTION =
            new ChatRequest("qwen", List.of(ChatMessage.user("Who is there?")), null, Map.of());
    private final FakeOpenAi openai = FakeOpenAi.start();
    private final ModelGateway gateway = gateway("");

    @AfterEach
    void stop() {
        openai.close();
    }

    @Test
    void streamsAnAnswer() {
        List<String> pieces = new ArrayList<>();
        ChatAnswer answer = gateway.chat(QUESTION, new CallListener() {
            @Override
            public void text(String piece) {
                pieces.add(piece);
            }
        });
        assertThat(pieces).containsExactly("Hello ", "there.");
        assertThat(answer.text()).isEqualTo("Hello there.");
        assertThat(answer.promptTokens()).isEqualTo(12);
        assertThat(answer.answerTokens()).isEqualTo(3);
        assertThat(openai.last().path()).isEqualTo("/v1/chat/completions");
        assertThat(openai.last().headers()).containsEntry("Authorization", "Bearer sk-test");
        assertThat(openai.last().body().at("/stream_options/include_usage").asBoolean())
                .isTrue();
    }

    @Test
    void saysEverythingInItsOwnWords() {
        ChatRequest request = new ChatRequest(
                        "qwen",
                        List.of(ChatMessage.user("What?").withImages(List.of("/9j/4AAQ"))),
                        Map.of("type", "object"),
                        Map.of("num_predict", 50, "temperature", 0.5))
                .withThink("low")
                .withTools(List.of(new ToolDefinition("look", "Looks", Map.of("type", "object"))));
        openai.answers(
                200,
                "data: {\"choices\":[{\"delta\":{\"content\":\"{}\"},\"finish_reason\":\"stop\"}]}",
                "data: [DONE]");
        assertThat(gateway.chat(request).value()).isEqualTo(Map.of());
        JsonNode body = openai.last().body();
        assertThat(body.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body.path("reasoning_effort").asText()).isEqualTo("low");
        assertThat(body.at("/response_format/json_schema/schema/type").asText()).isEqualTo("object");
        assertThat(body.at("/messages/0/content/1/image_url/url").asText())
                .isEqualTo("data:image/jpeg;base64,/9j/4AAQ");
        assertThat(body.at("/tools/0/function/name").asText()).isEqualTo("look");
        assertThat(body.has("options")).isFalse();
    }

    @Test
    void putsThePiecesOfToolCallsTogether() {
        openai.answers(
                200,
                call(0, "\"id\":\"c1\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"a\\\"\"}"),
                call(0, "\"function\":{\"arguments\":\":1}\"}"),
                call(1, "\"id\":\"c2\",\"function\":{\"name\":\"hear\",\"arguments\":\"\"}"),
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                "data: [DONE]");
        assertThat(gateway.chat(QUESTION).toolCalls())
                .containsExactly(new ToolCall("c1", "look", Map.of("a", 1)), new ToolCall("c2", "hear", Map.of()));
    }

    @Test
    void anAnswerMayComeInOnePiece() {
        openai.answers(
                200,
                "{\"choices\":[{\"message\":{\"content\":\"Whole.\"},\"finish_reason\":\"length\"}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
        ChatAnswer answer = gateway.chat(QUESTION.with(new CallPolicy(OnOverflow.REFUSE, null, null, false)));
        assertThat(answer.text()).isEqualTo("Whole.");
        assertThat(answer.doneReason()).isEqualTo("length");
        assertThat(openai.last().body().path("stream").asBoolean(true)).isFalse();
    }

    @Test
    void whatItDoesNotCountIsEstimated() {
        openai.answers(
                200,
                "data: {\"choices\":[{\"delta\":{\"content\":\"Nobody is there.\"},\"finish_reason\":\"stop\"}]}",
                "data: [DONE]");
        Usage estimated = gateway.chat(QUESTION).usage();
        assertThat(estimated.estimated()).isTrue();
        assertThat(estimated.promptTokens()).isBetween(5L, 20L);
        assertThat(estimated.answerTokens()).isBetween(2L, 8L);
        assertThat(estimated.countedPromptTokens()).isZero();
    }

    @Test
    void embedsAndContinuesTexts() {
        assertThat(gateway.embed(new EmbedRequest("bge", List.of("a", "b"))).vectors())
                .containsExactly(List.of(0.0, 1.0), List.of(1.0, 1.0));
        ChatAnswer answer = gateway.generate(
                new GenerateRequest("qwen", "Once", null, null, false, Map.of(), CallOrigin.ENGINE), CallListener.NONE);
        assertThat(answer.text()).isEqualTo("and so on");
        assertThat(gateway.status().get(0).models())
                .extracting(StoredModel::name)
                .containsExactly("qwen", "bge");
    }

    @Test
    void healthAsksTheOnlyModelForATokenUnlessItHasShownThatItWorks() {
        openai.hasOnly("qwen");
        ModelProperties properties = TestModels.properties(
                "", Map.of("openai-base-url", openai.url(), "openai-api-key", "sk-test", "chat-model", "qwen"));
        ModelGateway single = TestModels.gateway(properties);
        assertThat(single.status().get(0).available()).isTrue();
        assertThat(openai.last().path()).isEqualTo("/v1/chat/completions");
        assertThat(openai.last().body().path("max_tokens").asInt()).isEqualTo(1);
        int before = openai.requests();
        single.status();
        assertThat(openai.requests()).as("only what it has").isEqualTo(before + 1);

        openai.failsChats("CUDA error");
        ModelStatus broken = TestModels.gateway(properties).status().get(0);
        assertThat(broken.available()).isFalse();
        assertThat(broken.problem()).contains("CUDA error");
    }

    @Test
    void healthLoadsNoneOfSeveralModels() {
        ModelProperties properties =
                TestModels.properties("", Map.of("openai-base-url", openai.url(), "chat-model", "qwen"));
        assertThat(TestModels.gateway(properties).status().get(0).available()).isTrue();
        assertThat(openai.requests()).isEqualTo(1);
        assertThat(openai.last().path()).isEqualTo("/v1/models");
    }

    @Test
    void whatItCannotBeToldIsRefusedAndNotLeftOut() {
        assertThatThrownBy(
                        () -> gateway.chat(new ChatRequest("qwen", QUESTION.messages(), null, Map.of("mirostat", 1))))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("mirostat");
        assertThatThrownBy(() -> gateway.chat(QUESTION.withThink(true))).isInstanceOf(ModelRefused.class);
        assertThat(openai.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
                "data: {nonsense",
                "data: {\"error\":{\"message\":\"worker died\"}}",
                "{\"error\":\"worker died\"}",
                "data: [DONE]",
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"x\",\"arguments\":\"{\"}}]},"
                        + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
            })
    void anAnswerThatCannotBeUsedIsAFailure(String line) {
        openai.answers(200, line);
        assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(ModelStreamBroken.class);
    }

    @Test
    void itsErrorsHaveTheirMeaning() {
        openai.answers(401, "{\"error\":{\"message\":\"Incorrect API key\",\"code\":\"invalid_api_key\"}}");
        assertThatThrownBy(() -> gateway.chat(QUESTION))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("Incorrect API key")
                .hasMessageNotContaining("sk-test");
        openai.answers(404, "{\"error\":{\"message\":\"The model `qwen` does not exist\"}}");
        assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(ModelUnavailable.class);
        openai.answers(400, "{\"error\":{\"message\":\"This model's maximum context length is 4096 tokens\"}}");
        assertThatThrownBy(() -> gateway.chat(QUESTION))
                .isInstanceOfSatisfying(
                        ModelRefused.class, e -> assertThat(e.isTooLong()).isTrue());
        openai.close();
        assertThatThrownBy(() -> gateway("").chat(QUESTION))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("OPENAI_BASE_URL");
    }

    @Test
    void cancellingClosesTheConnection() {
        openai.neverEnds().answers(200, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
        Cancellation cancellation = new Cancellation();
        CallListener canceller = new CallListener() {
            @Override
            public void text(String piece) {
                cancellation.cancel();
            }
        };
        assertThatThrownBy(() -> gateway.chat(QUESTION, canceller, cancellation))
                .isInstanceOf(ModelCallCancelled.class);
        await().until(() -> openai.abandonedCalls() == 1);
    }

    @Test
    void worksBesideAnOllama() {
        try (FakeOllama ollama = FakeOllama.start().hasOnly("llama3.2")) {
            ModelGateway both = gateway(ollama.url());
            assertThat(both.chat(QUESTION).server()).isEqualTo(openai.url());
            assertThat(both.chat(ChatRequest.of("x")).server()).isEqualTo(ollama.url());
            assertThat(both.status()).extracting(ModelStatus::kind).containsExactly("Ollama", "OpenAI");
            ModelAdministration models = new ModelAdministration(new ModelServers(properties(ollama.url())));
            assertThat(models.show("llama3.2", Optional.empty()).server()).isEqualTo(ollama.url());
            assertThatThrownBy(() -> models.delete("qwen", Optional.of(openai.url())))
                    .hasMessageContaining("managed elsewhere");
        }
    }

    private static String call(int index, String rest) {
        return "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":%d,%s}]}}]}".formatted(index, rest);
    }

    private ModelGateway gateway(String ollama) {
        return TestModels.gateway(properties(ollama));
    }

    private ModelProperties properties(String ollama) {
        return TestModels.properties(ollama, Map.of("openai-base-url", openai.url(), "openai-api-key", "sk-test"));
    }
}
