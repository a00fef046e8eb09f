package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaKameletsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final FakeOllama ollama = FakeOllama.start();

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void theBodyIsTheQuestionWhenNothingIsSet() {
        Exchange exchange = chat(Map.of(), "Why is ${body} & co. 100% blue?");
        assertThat(exchange.getMessage().getBody()).isEqualTo(FakeOllama.DEFAULT_ANSWER);
        assertThat(ollama.lastChat().path("messages").toString())
                .isEqualTo("[{\"role\":\"user\",\"content\":\"Why is ${body} & co. 100% blue?\"}]");
        assertThat(ollama.lastChat().path("model").asText()).isEqualTo("llama3.2");
    }

    @Test
    void systemMessageConversationAndPromptComeInThisOrder() {
        chat(
                Map.of(
                        "system",
                        "Be brief, ${body[name]}.",
                        "messages",
                        "${body[history]}",
                        "prompt",
                        "And ${body[n]}?"),
                Map.of(
                        "name",
                        "Bob",
                        "n",
                        7,
                        "history",
                        List.of(
                                Map.of("role", "user", "content", "Is ${body[n]} prime?"),
                                Map.of("role", "assistant", "content", "Yes."))));
        assertThat(ollama.lastChat().path("messages").toString())
                .isEqualTo("[{\"role\":\"system\",\"content\":\"Be brief, Bob.\"},"
                        + "{\"role\":\"user\",\"content\":\"Is ${body[n]} prime?\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Yes.\"},"
                        + "{\"role\":\"user\",\"content\":\"And 7?\"}]");
    }

    @Test
    void modelTemperatureAndOptionsReachOllama() {
        chat(
                Map.of("model", "${body[m]}", "temperature", 0.2, "options", "{\"seed\":1,\"stop\":[\"A\",\"B\"]}"),
                Map.of("m", "qwen3:4b"));
        assertThat(ollama.lastChat().path("model").asText()).isEqualTo("qwen3:4b");
        assertThat(ollama.lastChat().path("options").toString())
                .isEqualTo("{\"seed\":1,\"stop\":[\"A\",\"B\"],\"temperature\":0.2,\"num_ctx\":4096}");
    }

    @Test
    void aSchemaTurnsTheAnswerIntoPlainValues() {
        ollama.chats(FakeReply.json(Map.of("summary", "Short.")));
        Exchange exchange = chat(Map.of("schema", "schemas/summarize-text.output.json"), "a text");
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("summary", "Short."));
        assertThat(ollama.lastChat().at("/format/required/0").asText()).isEqualTo("summary");
    }

    @Test
    void aSchemaMayComeFromTheMessage() {
        ollama.chats(FakeReply.text("[1, 2.5, null, true]"));
        Map<String, Object> body = Map.of("schema", Map.of("type", "array"), "q", "numbers");
        Exchange exchange = chat(Map.of("schema", "${body[schema]}", "prompt", "${body[q]}"), body);
        assertThat(exchange.getMessage().getBody(List.class)).containsExactly(1, 2.5, null, true);
        assertThat(ollama.lastChat().path("format").toString()).isEqualTo("{\"type\":\"array\"}");
    }

    @Test
    void aPromptFileIsFilledIn(@TempDir Path routes) throws IOException {
        Files.createDirectories(routes.resolve("prompts"));
        String awkward =
                "A & B + 100% ? {\"json\": {\"a\": 1}} \\n C:\\dir 'x' \"y\" #z {{not-a-property}} a ? b : c\n\n";
        Files.writeString(routes.resolve("prompts/p.txt"), awkward + "${body[text]}\n${body[list]}");
        try (KameletContext context = new KameletContext(ollama.url(), routes)
                .with(route("ollama-chat-action", Map.of("prompt", "resource:prompts/p.txt")))) {
            context.send("direct:in", Map.of("text", "${body[list]} {{x}}", "list", List.of(1, "a")));
        }
        assertThat(prompt()).isEqualTo(awkward + "${body[list]} {{x}}\n[1,\"a\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1+1 + 2",
                "100% of %41 and %zz",
                "What? this? a ? b : c",
                "'single' and \"double\" quotes",
                "C:\\dir\\new and \\n",
                "#hash, #bean:x; a=b; a|b <c> [d] `e` ~f ^g",
                "{\"a\": 1}",
                "ünïcode – „quoted“ 😀",
                "x++ and y-- and $5 and ${body[name]}",
                "two lines\nand\n\n  an indented one\twith a tab",
                "a & b &amp; c=d&model=other",
                "RAW is raw (x) and text64.abc",
                "text64.abc",
                "like {\"a\":{\"b\":{\"c\":1}}}",
                "ends with a backslash and n: \\n",
            })
    void inlinePromptsArriveAsTheyWereWritten(String text) {
        chat(Map.of("prompt", text), Map.of("name", "Bob"));
        assertThat(prompt()).isEqualTo(text.replace("${body[name]}", "Bob"));
    }

    @Test
    void anAnswerThatBreaksOffIsNotHandedOnAsAWholeOne() {
        ollama.chats(FakeReply.cutAtLengthLimit("Once upon"));
        assertThat(chat(Map.of("prompt", "a tale"), null).getException())
                .isInstanceOf(ModelAnswerInvalid.class)
                .hasMessageContaining("breaks off")
                .hasMessageContaining("Once upon");

        ollama.chats(FakeReply.cutAtLengthLimit("Once upon"));
        assertThat(chat(Map.of("prompt", "a tale", "options", "{\"num_predict\": 2}"), null)
                        .getMessage()
                        .getBody())
                .isEqualTo("Once upon");
    }

    @Test
    void nothingOfTheCallStaysOnTheExchange() {
        ollama.chats(FakeReply.text("fine"), FakeReply.status(400, "no"));
        String yaml =
                route("ollama-chat-action", Map.of("prompt", "secret ${body[a]}", "system", "s", "temperature", 1));
        try (KameletContext context = new KameletContext(ollama.url()).with(yaml)) {
            for (int i = 0; i < 2; i++) {
                Exchange exchange = context.send("direct:in", Map.of("a", "b"));
                assertThat(exchange.getMessage().getHeaders()).isEmpty();
                assertThat(exchange.hasVariables()).isFalse();
                assertThat(exchange.getProperties().keySet()).noneMatch(name -> name.contains("ollama"));
            }
        }
    }

    @Test
    void headersAndVariablesOfTheRouteSurvive() {
        String yaml = route("ollama-chat-action", Map.of("prompt", "hello"))
                .replace(
                        "steps:\n",
                        "steps:\n        - setHeader: {name: mine, constant: h}\n"
                                + "        - setVariable: {name: mine, constant: v}\n");
        try (KameletContext context = new KameletContext(ollama.url()).with(yaml)) {
            Exchange exchange = context.send("direct:in", "x");
            assertThat(exchange.getMessage().getHeader("mine")).isEqualTo("h");
            assertThat(exchange.getVariable("mine")).isEqualTo("v");
        }
    }

    @Test
    void twoCallsInOneRouteDoNotShareSettings() {
        String first = route("ollama-chat-action", Map.of("system", "only first", "prompt", "one"));
        String second = route("ollama-chat-action", Map.of("prompt", "two"));
        String yaml = first + second.substring(second.indexOf("        - kamelet"));
        try (KameletContext context = new KameletContext(ollama.url()).with(yaml)) {
            context.send("direct:in", "x");
        }
        assertThat(ollama.requests("/api/chat").get(0).body().path("messages")).hasSize(2);
        assertThat(ollama.requests("/api/chat").get(1).body().path("messages")).hasSize(1);
    }

    @Test
    void failuresOfTheGatewayKeepTheirType() {
        ollama.close();
        Exchange exchange = chat(Map.of("prompt", "x"), "");
        assertThat(exchange.getException()).isInstanceOf(ModelUnavailable.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt|resource:prompts/missing.txt|prompts/missing.txt",
                "prompt|resource:../secret|not a resource name",
                "prompt|${body|has no end",
                "messages|${body}|list with at least one message",
                "schema|schemas/missing.json|schemas/missing.json",
                "schema|{nonsense|ollama-chat-action",
                "schema|${body[none]}|has no value",
                "options|[1]|ollama-chat-action",
                "temperature|hot|hot",
                "think|much|think must be",
                "priority|urgent|priority must be one of background, interactive",
                "onOverflow|cut|refuse, drop-oldest, larger-model",
                "onOverflow|larger-model|largerModel",
                "stream|maybe|stream must be",
                "answer|some|answer must be",
                "tools|{}|ollama-chat-action",
                "tools|[{\"name\":\"a b\"}]|name of letters",
                "images|${body}|pictures",
                "images|not base64!|pictures",
            })
    void anAuthorsMistakeIsNamed(String setting, String value, String message) {
        Exchange exchange = chat(Map.of(setting, value), Map.of("q", "x"));
        assertThat(exchange.getException())
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WORKFLOW_FAILED))
                .hasMessageContaining(message);
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void anEmptyQuestionIsAMistake() {
        assertThat(chat(Map.of(), null).getException()).hasMessageContaining("the prompt is empty");
        assertThat(chat(Map.of("prompt", "${body[q]}"), Map.of("q", " ")).getException())
                .hasMessageContaining("the prompt is empty");
    }

    @Test
    void messagesMustHaveRoleAndContent() {
        List<Object> bad = new ArrayList<>(List.of(
                "text", Map.of(), Map.of("role", "robot", "content", "x"), Map.of("role", "user", "content", 5)));
        bad.add(null);
        for (Object message : bad) {
            List<Object> messages = new ArrayList<>();
            messages.add(message);
            assertThat(chat(Map.of("messages", "${body}"), messages).getException())
                    .hasMessageContaining("message 1 must be");
        }
    }

    @Test
    void toolsPicturesAndThinkingReachTheModelAndItsWishesComeBack() {
        ollama.chats(FakeReply.toolCall(null, "look", Map.of("at", "it")));
        Exchange exchange = chat(
                Map.of(
                        "prompt", "What is it?",
                        "images", "${body[picture]}",
                        "think", "low",
                        "tools",
                                "[{\"name\":\"look\",\"description\":\"Looks\",\"parameters\":{\"type\":\"object\"}}]"),
                Map.of("picture", new byte[] {1, 2, 3}));
        assertThat(ollama.lastChat().at("/messages/0/images/0").asText()).isEqualTo("AQID");
        assertThat(ollama.lastChat().path("think").asText()).isEqualTo("low");
        assertThat(ollama.lastChat().at("/tools/0/function/description").asText())
                .isEqualTo("Looks");
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        assertThat(answer.get("toolCalls").toString()).contains("look", "at=it");
        assertThat(answer.get("promptTokens")).isEqualTo(26L);
        assertThat(answer.get("model")).isEqualTo("llama3.2");
        assertThat(answer.get("notes")).isEqualTo(List.of());
    }

    @Test
    void aConversationMayHoldCallsAndResults() {
        chat(
                Map.of("messages", "${body}"),
                List.of(
                        Map.of("role", "user", "content", "What is it?"),
                        Map.of(
                                "role",
                                "assistant",
                                "content",
                                "",
                                "toolCalls",
                                List.of(Map.of("name", "look", "arguments", Map.of("at", "it")))),
                        Map.of("role", "tool", "content", "a cat", "toolName", "look")));
        assertThat(ollama.lastChat()
                        .at("/messages/1/tool_calls/0/function/arguments/at")
                        .asText())
                .isEqualTo("it");
        assertThat(ollama.lastChat().at("/messages/2/tool_name").asText()).isEqualTo("look");
    }

    @Test
    void theFallbackModelAnswersForOneThatIsMissing() {
        ollama.hasOnly("small");
        Exchange exchange = chat(Map.of("model", "large", "fallbackModel", "small", "answer", "full"), "Why?");
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        assertThat(answer.get("model")).isEqualTo("small");
        assertThat(answer.get("notes").toString()).contains("'large'");
    }

    @Test
    void anAnswerMayBeAskedForInOnePiece() {
        assertThat(chat(Map.of("stream", false), "Why?").getMessage().getBody()).isEqualTo(FakeOllama.DEFAULT_ANSWER);
        assertThat(ollama.lastChat().path("stream").asBoolean(true)).isFalse();
    }

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

    private Object model(String kamelet, Map<String, Object> parameters, Work work) {
        try (KameletContext context =
                new KameletContext(ollama.url(), Path.of("routes"), work).with(route(kamelet, parameters))) {
            return context.send("direct:in", "x")
                    .getMessage()
                    .getBody(Map.class)
                    .get("model");
        }
    }

    private JsonNode generated() {
        List<FakeOllama.Seen> all = ollama.requests("/api/generate");
        return all.get(all.size() - 1).body();
    }

    private Exchange generate(Map<String, Object> parameters, Object body) {
        return call("ollama-generate-action", parameters, body);
    }

    private String prompt() {
        return ollama.lastChat().at("/messages/0/content").asText();
    }

    private Exchange chat(Map<String, Object> parameters, Object body) {
        return call("ollama-chat-action", parameters, body);
    }

    private Exchange embed(Map<String, Object> parameters, Object body) {
        return call("ollama-embed-action", parameters, body);
    }

    private Exchange call(String kamelet, Map<String, Object> parameters, Object body) {
        try (KameletContext context = new KameletContext(ollama.url()).with(route(kamelet, parameters))) {
            return context.send("direct:in", body instanceof Map<?, ?> map ? new HashMap<>(map) : body);
        }
    }

    /** A route that calls a Kamelet; JSON strings are YAML strings. */
    static String route(String kamelet, Map<String, Object> parameters) {
        try {
            return """
                    - route:
                        id: in
                        from:
                          uri: direct:in
                          steps:
                            - kamelet:
                                name: %s
                                parameters: %s
                    """.formatted(kamelet, JSON.writeValueAsString(parameters));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
