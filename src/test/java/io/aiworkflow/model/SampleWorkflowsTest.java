package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The workflows that ask a model once, as plain routes: their door is replaced, their steps are the real ones. */
class SampleWorkflowsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final FakeOllama ollama = FakeOllama.start();

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void summarizesAText() throws IOException {
        ollama.chats(FakeReply.json(Map.of("summary", "It rained.")));
        String text = "It rained all day.\n${body[sentences]} 100% & more";
        Exchange exchange = run("summarize-text", Map.of("text", text, "sentences", 2));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("summary", "It rained."));
        assertThat(problems("summarize-text.output", exchange.getMessage().getBody()))
                .isEmpty();
        assertThat(message(0)).startsWith("You summarise texts");
        assertThat(message(1)).contains("at most 2 sentences").contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"It rained.", "{\"summary\":\"\"}", "{\"summery\":\"x\"}", "{}", ""})
    void aSummaryThatDoesNotFitIsInvalid(String answer) throws IOException {
        ollama.chats(FakeReply.text(answer));
        assertThat(run("summarize-text", Map.of("text", "It rained.", "sentences", 3))
                        .getException())
                .isInstanceOf(ModelAnswerInvalid.class);
    }

    @Test
    void extractsTheNamedFields() throws IOException {
        Map<String, Object> found = new HashMap<>();
        found.put("invoice_number", "R-17");
        found.put("due", null);
        ollama.chats(FakeReply.json(Map.of("fields", found)));
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("invoice_number", "the number of the invoice");
        wanted.put("due", "the day by which to pay");
        Exchange exchange = run("extract-fields", Map.of("text", "Invoice R-17", "fields", wanted));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("fields", found));
        assertThat(problems("extract-fields.output", exchange.getMessage().getBody()))
                .isEmpty();
        assertThat(ollama.lastChat().at("/format/properties/fields/required").toString())
                .isEqualTo("[\"invoice_number\",\"due\"]");
        assertThat(message(1))
                .contains("{\"invoice_number\":\"the number of the invoice\",\"due\":\"the day by which to pay\"}")
                .contains("Invoice R-17");
    }

    @Test
    void anAnswerWithOtherFieldsIsInvalid() throws IOException {
        ollama.chats(FakeReply.json(Map.of("fields", Map.of("other", "x"))));
        assertThat(run("extract-fields", Map.of("text", "t", "fields", Map.of("a", "b")))
                        .getException())
                .isInstanceOf(ModelAnswerInvalid.class);
    }

    @Test
    void goesOnWithATextAndGivesALongOneToALargerModel() throws IOException {
        ollama.hasOnly("llama3.2", "qwen2.5").generates(FakeReply.generated("in a land far away"));
        Exchange exchange = run("continue-text", Map.of("text", "Once upon a time ${body} & co."));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("in a land far away");
        assertThat(problems("continue-text.output", exchange.getMessage().getBody()))
                .isEmpty();
        assertThat(generated().path("prompt").asText()).isEqualTo("Once upon a time ${body} & co.");
        assertThat(generated().path("system").asText()).startsWith("You go on with texts");
        assertThat(generated().path("model").asText()).isEqualTo("llama3.2");

        run("continue-text", Map.of("text", "word ".repeat(5_000)));
        assertThat(generated().path("model").asText()).isEqualTo("qwen2.5");
    }

    @Test
    void turnsTextsIntoVectors() throws IOException {
        ollama.hasOnly("nomic-embed-text");
        Exchange exchange = run("embed-texts", Map.of("texts", List.of("one", "two")));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(List.class)).hasSize(2);
        assertThat(problems("embed-texts.output", exchange.getMessage().getBody()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'texts':[]}", "{'texts':'x'}", "{'texts':['']}", "{'texts':[1]}", "{'text':'x'}"})
    void embedTextsRefusesBadInput(String input) throws IOException {
        assertThat(problems("embed-texts.input", JSON.readValue(input.replace('\'', '"'), Map.class)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'text':''}",
                "{'text':5}",
                "{'text':'x','sentences':0}",
                "{'text':'x','sentences':21}",
                "{'text':'x','sentences':'3'}",
                "{'text':'x','sentence':3}",
            })
    void summarizeTextRefusesBadInput(String input) throws IOException {
        assertThat(problems("summarize-text.input", JSON.readValue(input.replace('\'', '"'), Map.class)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'text':'x'}",
                "{'text':'x','fields':{}}",
                "{'text':'x','fields':['a']}",
                "{'text':'x','fields':{'a':5}}",
                "{'text':'x','fields':{'a':''}}",
                "{'text':'x','fields':{'bad name':'b'}}",
                "{'text':'x','fields':{'1a':'b'}}",
            })
    void extractFieldsRefusesBadInput(String input) throws IOException {
        assertThat(problems("extract-fields.input", JSON.readValue(input.replace('\'', '"'), Map.class)))
                .isNotEmpty();
    }

    @Test
    void goodInputIsTaken() throws IOException {
        assertThat(problems("summarize-text.input", Map.of("text", "x", "sentences", 20)))
                .isEmpty();
        assertThat(problems("extract-fields.input", Map.of("text", "x", "fields", Map.of("a_1", "b"))))
                .isEmpty();
    }

    private Exchange run(String workflow, Map<String, Object> input) throws IOException {
        assertThat(problems(workflow + ".input", input)).isEmpty();
        try (KameletContext context = new KameletContext(ollama.url()).with(behindDirect(workflow))) {
            return context.send("direct:" + workflow, input);
        }
    }

    /** The workflow's YAML with {@code direct:} as its door. */
    private static String behindDirect(String workflow) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        ArrayNode routes = (ArrayNode) yaml.readTree(Files.readString(file("workflows/" + workflow + ".camel.yaml")));
        ObjectNode from = (ObjectNode) routes.at("/0/route/from");
        assertThat(from.path("uri").asText()).isEqualTo("workflow:" + workflow);
        from.put("uri", "direct:" + workflow).remove("parameters");
        return yaml.writeValueAsString(routes);
    }

    private static Iterable<String> problems(String schema, Object value) throws IOException {
        JsonSchema compiled = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(file("schemas/" + schema + ".json")));
        return compiled.validate(JSON.valueToTree(value)).stream()
                .map(Object::toString)
                .toList();
    }

    private static Path file(String name) {
        return Path.of("routes").resolve(name);
    }

    private JsonNode generated() {
        List<FakeOllama.Seen> all = ollama.requests("/api/generate");
        return all.get(all.size() - 1).body();
    }

    private String message(int index) {
        return ollama.lastChat().at("/messages/" + index + "/content").asText();
    }
}
