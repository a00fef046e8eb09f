package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The workflows that come with the engine, from a REST request to the result, against a model server that is a fake. */
@EngineTest
class SampleWorkflowsIT {
    static FakeOllama ollama;

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", () -> ollama.url());
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
    void connect(@LocalServerPort int port) throws IOException {
        engine = new EngineClient(port);
        String text = Files.readString(Path.of("examples/employee-handbook.md"));
        Answer indexed = engine.run("index-document", json(Map.of("name", "employee-handbook.md", "text", text)));
        assertThat(indexed.status()).as(indexed.body()).isEqualTo(200);
        assertThat(indexed.json().at("/result/chunks").asInt()).isPositive();
    }

    @Test
    void answersAQuestionWithTheDocumentAndPassageOfItsCitations() {
        ollama.chats(FakeReply.text("You have 29 days of paid leave [1]. Nobody said [9] so."));
        JsonNode result = engine.run("answer-question", "{\"question\":\"How many days of annual leave do I have?\"}")
                .json()
                .get("result");
        assertThat(result.get("mode").asText()).isEqualTo("model");
        assertThat(result.get("answer").asText()).contains("29 days").doesNotContain("[9]");
        assertThat(result.get("citations")).hasSize(1);
        JsonNode citation = result.at("/citations/0");
        assertThat(citation.get("document").asText()).isEqualTo("employee-handbook.md");
        assertThat(citation.get("passage").asText()).contains("29 days of paid leave");
        assertThat(ollama.lastChat().toString()).contains("29 days of paid leave", "How many days of annual leave");
    }

    @Test
    void summarizesAndExtractsByStructuredOutput() {
        ollama.chats(FakeReply.json(Map.of("summary", "It is short.")));
        assertThat(engine.run("summarize-text", "{\"text\":\"A long text.\"}")
                        .json()
                        .at("/result/summary")
                        .asText())
                .isEqualTo("It is short.");
        assertThat(ollama.lastChat().get("format").toString()).contains("summary");

        ollama.chats(FakeReply.json(Map.of("fields", Map.of("total", "12 EUR"))));
        assertThat(engine.run("extract-fields", "{\"text\":\"Total 12 EUR\",\"fields\":{\"total\":\"the amount\"}}")
                        .json()
                        .at("/result/fields/total")
                        .asText())
                .isEqualTo("12 EUR");
    }

    @Test
    void goesOnWithATextByTheFallbackModelAndTakesVectorsFromTheCache() {
        ollama.generates(FakeReply.status(500, "CUDA error"), FakeReply.generated("It did not stop."));
        Answer written = engine.run("continue-text", "{\"text\":\"It rained.\"}");
        assertThat(written.json().path("result").asText()).as(written.body()).isEqualTo("It did not stop.");
        assertThat(ollama.requests("/api/generate"))
                .extracting(asked -> asked.body().path("model").asText())
                .containsExactly("llama3.2", "qwen2.5");

        String texts = "{\"texts\":[\"It rained.\",\"It snowed.\"]}";
        JsonNode vectors = engine.run("embed-texts", texts).json().path("result");
        assertThat(vectors).hasSize(2);
        int calls = ollama.requests("/api/embed").size();
        assertThat(engine.run("embed-texts", texts).json().path("result")).isEqualTo(vectors);
        assertThat(ollama.requests("/api/embed")).hasSize(calls);
    }

    @Test
    void aModelAnswersTheHelpDeskWithPassagesAndFiguresThatItHasAskedFor() {
        ollama.chats(
                FakeReply.toolCall(
                        "c1", "find-passages", Map.of("question", "How many days of annual leave are there?")),
                FakeReply.toolCall("c2", "text-statistics", Map.of("text", "29 days of paid leave")),
                FakeReply.toolCall("c3", "index-document", Map.of("name", "x.md", "text", "Leave is 99 days.")),
                FakeReply.text("29 days, as employee-handbook.md says in five words."));
        Answer answer = engine.run("help-desk", "{\"question\":\"How many days of annual leave do I have?\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode result = answer.json().get("result");
        assertThat(result.get("answer").asText()).startsWith("29 days, as employee-handbook.md");
        assertThat(result.get("turns").asInt()).isEqualTo(4);
        assertThat(result.get("calls").findValuesAsText("state")).containsExactly("succeeded", "succeeded", "refused");

        JsonNode told = ollama.lastChat().get("messages");
        assertThat(told.get(0).get("content").asText()).startsWith("You answer questions to the help desk");
        assertThat(told.get(1).get("content").asText()).contains("How many days of annual leave do I have?");
        assertThat(told.get(3).get("content").asText()).contains("29 days of paid leave", "employee-handbook.md");
        assertThat(told.get(5).get("content").asText()).contains("\"words\":5");
        assertThat(told.get(7).get("content").asText()).startsWith("Refused: there is no tool 'index-document'");
        assertThat(ollama.lastChat().at("/tools").findValuesAsText("name"))
                .containsExactly("find-passages", "text-statistics");
        String id = answer.json().get("id").asText();
        for (String tool : new String[] {"find-passages", "text-statistics"}) {
            JsonNode run = engine.get("/api/v1/runs?workflow=" + tool).json().at("/runs/0");
            assertThat(run.path("parent").asText()).isEqualTo(id);
            assertThat(run.path("state").asText()).isEqualTo("succeeded");
        }
    }

    @Test
    void withoutAModelShowsPassagesAndLetsOtherRunsWaitUntilItIsBack() {
        int port = ollama.port();
        ollama.close();
        JsonNode result = engine.run("answer-question", "{\"question\":\"How many days of annual leave?\"}")
                .json()
                .get("result");
        assertThat(result.get("mode").asText()).isEqualTo("passages");
        assertThat(result.has("answer")).isFalse();
        assertThat(result.at("/citations/0/passage").asText()).contains("29 days");

        Answer refused = engine.run("summarize-text", "{\"text\":\"A long text.\"}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().get("detail").asText()).contains("ollama serve", "OLLAMA_BASE_URL");
        assertThat(refused.header("Retry-After")).isNotNull();

        ollama = FakeOllama.start(port).chats(FakeReply.json(Map.of("summary", "At last.")));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(engine.get(refused.header("Location"))
                                .json()
                                .at("/result/summary")
                                .asText())
                        .isEqualTo("At last."));
    }

    private static String json(Map<String, String> value) {
        return StrictJson.write(StrictJson.toTree(value));
    }
}
