package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embedding texts and going on with them, and who answers instead. */
class OllamaTextKameletsTest extends OllamaKameletFixture {
    @Test
    void embedsOneTextOrMany() {
        List<?> one = embed(Map.of(), "a text").getMessage().getBody(List.class);
        assertThat(one)
                .hasSize(1)
                .first()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(8)
                .hasOnlyElementsOfType(Double.class);
        assertThat(embed(Map.of(), List.of("b", "a text")).getMessage().getBody(List.class))
                .hasSize(2)
                .last()
                .isEqualTo(one.get(0));
        assertThat(embed(Map.of("text", "${body[q]}", "model", "all-minilm"), Map.of("q", "a text"))
                        .getMessage()
                        .getBody())
                .isEqualTo(one);
        assertThat(ollama.requests().get(2).body().path("model").asText()).isEqualTo("all-minilm");
        assertThat(embed(Map.of(), List.of()).getMessage().getBody()).isEqualTo(List.of());
    }

    @Test
    void embedsNothingButTexts() {
        for (Object body : List.of(5, Map.of("a", "b"), List.of("a", 5))) {
            assertThat(embed(Map.of(), body).getException()).hasMessageContaining("a text or a list of texts");
        }
    }

    @Test
    void whatFollowsAPromptBecomesTheBody() {
        ollama.generates(FakeReply.generated("in a land far away"));
        Exchange exchange = generate(Map.of(), "Once upon a time ${body} & co.");
        assertThat(exchange.getMessage().getBody()).isEqualTo("in a land far away");
        assertThat(generated().path("prompt").asText()).isEqualTo("Once upon a time ${body} & co.");
        assertThat(generated().path("model").asText()).isEqualTo("llama3.2");
        assertThat(generated().path("truncate").asBoolean(true)).isFalse();
        assertThat(exchange.getProperties().keySet()).noneMatch(name -> name.contains("ollama"));
    }

    @Test
    void allThatOllamaTakesForAPromptReachesIt() {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "prompt", "def add(${body[args]}):",
                "suffix", "${body[after]}",
                "system", "You are ${body[who]}.",
                "images", "${body[picture]}",
                "model", "${body[m]}",
                "format", "schemas/summarize-text.output.json",
                "temperature", 0,
                "options", "{\"seed\":1}",
                "think", "high",
                "answer", "full"));
        ollama.generates(FakeReply.generated("{\"summary\":\"Short.\"}"));
        Exchange exchange = generate(
                settings,
                Map.of(
                        "args", "a, b",
                        "after", "\n    # by Bob\n",
                        "who", "Bob",
                        "picture", new byte[] {1, 2, 3},
                        "m", "codellama"));
        JsonNode sent = generated();
        assertThat(sent.path("prompt").asText()).isEqualTo("def add(a, b):");
        assertThat(sent.path("suffix").asText()).isEqualTo("\n    # by Bob\n");
        assertThat(sent.path("system").asText()).isEqualTo("You are Bob.");
        assertThat(sent.path("images").toString()).isEqualTo("[\"AQID\"]");
        assertThat(sent.path("model").asText()).isEqualTo("codellama");
        assertThat(sent.at("/format/required/0").asText()).isEqualTo("summary");
        assertThat(sent.path("options").toString()).isEqualTo("{\"seed\":1,\"temperature\":0.0,\"num_ctx\":4096}");
        assertThat(sent.path("think").asText()).isEqualTo("high");
        assertThat(sent.path("stream").asBoolean()).isTrue();
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        assertThat(answer.get("value")).isEqualTo(Map.of("summary", "Short."));
        assertThat(answer.get("answerTokens")).isEqualTo(298L);
    }

    @Test
    void aRawPromptInOnePieceWithAnyJsonAsItsAnswer() {
        ollama.generates(FakeReply.generated("[1]"));
        Exchange exchange =
                generate(Map.of("raw", "true", "stream", "false", "format", "json"), "<s>[INST] one [/INST]");
        assertThat(exchange.getMessage().getBody()).isEqualTo(List.of(1));
        assertThat(generated().path("raw").asBoolean()).isTrue();
        assertThat(generated().path("stream").asBoolean(true)).isFalse();
        assertThat(generated().path("format").asText()).isEqualTo("json");
    }

    @Test
    void aWrongFormatIsRepairedBehindThePrompt() {
        ollama.generates(FakeReply.generated("Short."), FakeReply.generated("{\"summary\":\"Short.\"}"));
        Exchange exchange = generate(Map.of("format", "schemas/summarize-text.output.json"), "a text");
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("summary", "Short."));
        assertThat(generated().path("prompt").asText())
                .startsWith("a text\n\nShort.\n\nYour answer does not fit the required JSON schema: it is not JSON.");
    }

    @Test
    void anotherModelGoesOnWhenTheFirstOneIsNotThereOrTooSmall() {
        ollama.hasOnly("big", "other");
        ollama.generates(FakeReply.generated("fine"));
        Exchange instead = generate(Map.of("fallbackModel", "other", "answer", "full"), "a text");
        assertThat(instead.getMessage().getBody(Map.class).get("model")).isEqualTo("other");
        assertThat(instead.getMessage().getBody(Map.class).get("notes").toString())
                .contains("answered instead of");

        String longer = "word ".repeat(5000);
        Exchange refused = generate(Map.of("model", "other"), longer);
        assertThat(refused.getException()).isInstanceOf(ModelRefused.class).hasMessageContaining("tokens long");
        Exchange larger = generate(
                Map.of("model", "other", "onOverflow", "larger-model", "largerModel", "big", "answer", "full"), longer);
        assertThat(larger.getMessage().getBody(Map.class).get("model")).isEqualTo("big");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raw|perhaps|raw must be true or false",
                "format|{nonsense|ollama-generate-action",
                "format|${body[none]}|has no value",
                "onOverflow|drop-oldest|no older messages",
                "think|much|think must be",
                "images|not base64!|pictures",
                "prompt|resource:prompts/missing.txt|prompts/missing.txt",
                "answer|some|answer must be",
            })
    void anAuthorsMistakeWithAPromptIsNamed(String setting, String value, String message) {
        Exchange exchange = generate(Map.of(setting, value), Map.of("q", "x"));
        assertThat(exchange.getException())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(message);
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void aRawPromptTakesNoSystemMessageAndAPromptIsNeeded() {
        assertThat(generate(Map.of("raw", "true", "system", "s"), "x").getException())
                .hasMessageContaining("takes no system message");
        assertThat(generate(Map.of(), null).getException()).hasMessageContaining("the prompt is empty");
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void theFallbackModelOfTheWorkflowAnswersForStepsThatNameNone() {
        ollama.hasOnly("spare", "own");
        Work work = new Work(Submitter.ENGINE, Optional.empty(), "", "", "", true, Optional.of("spare"));
        for (String kamelet : List.of("ollama-chat-action", "ollama-generate-action")) {
            assertThat(model(kamelet, Map.of("answer", "full"), work)).isEqualTo("spare");
            assertThat(model(kamelet, Map.of("answer", "full", "fallbackModel", "own"), work))
                    .isEqualTo("own");
        }
    }

    private JsonNode generated() {
        List<FakeOllama.Seen> all = ollama.requests("/api/generate");
        return all.get(all.size() - 1).body();
    }

    private Exchange embed(Map<String, Object> parameters, Object body) {
        return call("ollama-embed-action", parameters, body);
    }
}
