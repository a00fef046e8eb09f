package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking a model in a conversation. */
class OllamaChatKameletTest extends OllamaKameletFixture {
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
}
