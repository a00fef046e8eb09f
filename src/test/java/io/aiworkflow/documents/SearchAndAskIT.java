package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.parsing.SampleDocuments;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.UploadForm;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Passages and answers over REST, from an upload to the page that is cited, and the care of the index behind them. */
@EngineTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchAndAskIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static FakeOllama ollama;

    private static String timetable;

    @LocalServerPort
    int port;

    private EngineClient engine;

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
    void connect() {
        engine = new EngineClient(port);
        if (timetable == null) {
            byte[] pdf =
                    SampleDocuments.pdf("Terms of carriage.", "The ferry Albatross sails to Skerry Island at nine.");
            timetable = indexed("timetable.pdf", pdf, "summer, ferries");
            indexed("prices.txt", SampleDocuments.utf8("A ticket for the ferry costs eleven crowns."), "ferries");
        }
    }

    @Test
    @Order(1)
    void findsPassagesWithDocumentPageAndScore() {
        JsonNode found = search("{\"question\":\"When does the ferry Albatross sail?\",\"collection\":\"harbour\"}");

        JsonNode best = found.at("/passages/0");
        assertThat(best.get("document").asText()).isEqualTo("timetable.pdf");
        assertThat(best.get("documentId").asText()).isEqualTo(timetable);
        assertThat(best.get("page").asInt()).isEqualTo(2);
        assertThat(best.get("passage").asText()).contains("sails to Skerry Island at nine");
        assertThat(best.get("score").asDouble()).isBetween(0.3, 1.0);
        assertThat(best.has("heading")).isTrue();
        assertThat(found.get("found").asInt()).isEqualTo(found.get("passages").size());
        JsonNode text = search("{\"question\":\"eleven crowns\",\"collection\":\"harbour\",\"mode\":\"words\"}");
        assertThat(text.at("/passages/0/document").asText()).isEqualTo("prices.txt");
        assertThat(text.at("/passages/0").has("page")).isFalse();
        assertThat(search("{\"question\":\"Who painted the Mona Lisa?\",\"collection\":\"harbour\"}")
                        .get("found")
                        .asInt())
                .isZero();
    }

    @Test
    @Order(2)
    void looksOnlyAtWhatTheFiltersLetThrough() {
        assertThat(documents("\"tags\":[\"ferries\"]")).contains("timetable.pdf", "prices.txt");
        assertThat(documents("\"tags\":[\"ferries\",\"summer\"]"))
                .contains("timetable.pdf")
                .doesNotContain("prices.txt");
        assertThat(documents("\"documents\":[\"%s\"],\"mode\":\"dense\"".formatted(timetable)))
                .contains("timetable.pdf")
                .doesNotContain("prices.txt");
        assertThat(documents("\"from\":\"2999-01-01T00:00:00Z\"")).isEqualTo("[]");
        assertThat(documents("\"until\":\"2999-01-01T00:00:00Z\",\"limit\":1")).isNotEqualTo("[]");
        assertThat(engine.get("/api/v1/documents/" + timetable)
                        .json()
                        .at("/tags/1")
                        .asText())
                .isEqualTo("summer");
    }

    @Test
    @Order(2)
    void aModelPutsThePassagesIntoOrderIfItIsAskedTo() {
        String question = "{\"question\":\"the ferry\",\"collection\":\"harbour\",\"limit\":%d%s}";
        JsonNode candidates = search(question.formatted(3, "")).get("passages");
        int last = candidates.size() - 1;
        assertThat(last).isPositive();

        ollama.chats(FakeReply.text("{\"marks\":[%s10]}".formatted("0,".repeat(last))));
        JsonNode best = search(question.formatted(1, ",\"rerank\":true"));

        assertThat(best.get("reranked").asBoolean()).isTrue();
        assertThat(best.get("found").asInt()).isEqualTo(1);
        assertThat(best.at("/passages/0/passage")).isEqualTo(candidates.at("/%d/passage".formatted(last)));
        assertThat(ollama.lastChat().at("/messages/1/content").asText())
                .contains("<passage number=\"%d\"".formatted(last + 1), "<question>\nthe ferry\n</question>");

        ollama.chats(FakeReply.status(500, "out of memory"));
        JsonNode unmarked = search(question.formatted(1, ",\"rerank\":true"));
        assertThat(unmarked.get("reranked").asBoolean()).isFalse();
        assertThat(unmarked.at("/passages/0/passage")).isEqualTo(candidates.at("/0/passage"));
    }

    @Test
    @Order(3)
    void refusesQuestionsThatCannotBeAsked() {
        for (String body : new String[] {
            "{}",
            "{\"question\":\" \"}",
            "{\"question\":\"a\",\"mode\":\"all\"}",
            "{\"question\":\"a\",\"limit\":0}",
            "{\"question\":\"a\",\"limit\":2.5}",
            "{\"question\":\"a\",\"rerank\":\"yes\"}",
            "{\"question\":\"a\",\"documents\":[\"17\"]}",
            "{\"question\":\"a\",\"tags\":\"x\"}",
            "{\"question\":\"a\",\"from\":\"yesterday\"}",
            "{\"question\":\"a\",\"owner\":\"berta\"}"
        }) {
            assertThat(engine.post("/api/v1/search", body).status()).as(body).isEqualTo(422);
            assertThat(engine.post("/api/v1/ask", body).status()).as(body).isEqualTo(422);
        }
        assertThat(engine.post("/api/v1/search", "{\"question\":\"a\",\"from\":\"2026-13-45T00:00:00Z\"}")
                        .status())
                .isEqualTo(422);
        assertThat(engine.post("/api/v1/search", "{\"question\":\"%s\"}".formatted("word ".repeat(199)))
                        .status())
                .isIn(200, 422);
        assertThat(engine.post("/api/v1/search", "[").status()).isEqualTo(400);
        assertThat(engine.post("/api/v1/ask", null).status()).isEqualTo(415);
    }

    @Test
    @Order(4)
    void answersWithCitationsThatNameThePage() {
        ollama.chats(FakeReply.text("It sails at nine [1]."));

        Answer answer = ask("When does the ferry Albatross sail?");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode result = answer.json().get("result");
        assertThat(result.get("mode").asText()).isEqualTo("model");
        assertThat(result.get("answer").asText()).isEqualTo("It sails at nine [1].");
        JsonNode citation = result.at("/citations/0");
        assertThat(citation.get("number").asInt()).isEqualTo(1);
        assertThat(citation.get("page").asInt()).isEqualTo(2);
        assertThat(citation.get("passage").asText()).contains("at nine");
        assertThat(citation.get("score").asDouble()).isPositive();
        assertThat(engine.get(answer.header("Location")).json().get("workflow").asText())
                .isEqualTo("answer-question");
    }

    @Test
    @Order(5)
    void saysWhenItIsNotInTheDocuments() {
        JsonNode unrelated = ask("Who painted the Mona Lisa?").json().get("result");
        assertThat(unrelated.get("mode").asText()).isEqualTo("none");
        assertThat(unrelated.get("message").asText()).startsWith("Not in the documents");
        assertThat(unrelated.get("citations")).isEmpty();

        ollama.chats(FakeReply.text("NOT IN THE DOCUMENTS"));
        JsonNode unanswered =
                ask("Who is the captain of the ferry Albatross?").json().get("result");
        assertThat(unanswered.get("mode").asText()).isEqualTo("none");
        assertThat(unanswered.has("answer")).isFalse();
    }

    @Test
    @Order(6)
    void whoeverDoesNotWaitGetsTheRun() {
        ollama.chats(FakeReply.text("At nine [1]."));
        Answer accepted = engine.send(engine.request("/api/v1/ask")
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=0")
                .header("Idempotency-Key", "asked-once")
                .POST(HttpRequest.BodyPublishers.ofString(question("When does the ferry Albatross sail?")))
                .build());
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        assertThat(ended(accepted).at("/result/mode").asText()).isEqualTo("model");
    }

    @Test
    @Order(7)
    void operatorsLookAfterTheIndex() {
        JsonNode before = engine.get("/api/v1/admin/index").json();
        assertThat(before.get("documents").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(before.hasNonNull("previous")).isFalse();
        assertThat(engine.post("/api/v1/admin/index/revert", "{}").status()).isEqualTo(409);
        assertThat(engine.post("/api/v1/admin/index/confirm", null).status()).isEqualTo(409);

        JsonNode compared = ended(engine.post("/api/v1/admin/index/compare", null));
        assertThat(compared.at("/result/missing").asInt())
                .as(compared.toString())
                .isZero();
        assertThat(compared.at("/result/documents").asInt())
                .isEqualTo(before.get("documents").asInt());
        assertThat(ended(engine.post("/api/v1/admin/index/repair", "{}"))
                        .at("/result/repaired")
                        .asBoolean())
                .isFalse();

        JsonNode rebuilt = ended(engine.post("/api/v1/admin/index/rebuild", "{}"));
        assertThat(rebuilt.at("/result/previous").asText())
                .isEqualTo(before.get("active").asText());
        assertThat(documents("\"limit\":5")).contains("timetable.pdf");
        Answer reverted = engine.post("/api/v1/admin/index/revert", "{}");
        assertThat(reverted.status()).as(reverted.body()).isEqualTo(200);
        assertThat(reverted.json().get("active").asText())
                .isEqualTo(before.get("active").asText());
        ended(engine.post("/api/v1/admin/index/rebuild", "{}"));
        assertThat(engine.post("/api/v1/admin/index/confirm", "{}").json().hasNonNull("previous"))
                .isFalse();
        assertThat(documents("\"limit\":5")).contains("timetable.pdf");
        assertThat(engine.post("/api/v1/admin/index/rebuild", "{\"all\":true}").status())
                .isEqualTo(422);
    }

    @Test
    @Order(8)
    void withoutAModelTheBestPassagesAreShown() {
        ollama.close();

        JsonNode result = ask("When does the ferry Albatross sail?").json().get("result");

        assertThat(result.get("mode").asText()).isEqualTo("passages");
        assertThat(result.has("answer")).isFalse();
        assertThat(result.at("/citations/0/page").asInt()).isEqualTo(2);
    }

    private Answer ask(String question) {
        return engine.post("/api/v1/ask", question(question));
    }

    private static String question(String question) {
        return "{\"question\":\"%s\",\"collection\":\"harbour\"}".formatted(question);
    }

    private JsonNode search(String body) {
        Answer answer = engine.post("/api/v1/search", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private String documents(String filters) {
        return search(
                        "{\"question\":\"When does the ferry sail and what does a ticket cost?\",\"collection\":\"harbour\",%s}"
                                .formatted(filters))
                .get("passages")
                .findValuesAsText("document")
                .toString();
    }

    private JsonNode ended(Answer accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String run = accepted.header("Location");
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode seen = engine.get(run).json();
            assertThat(seen.get("state").asText()).as(seen.toString()).isEqualTo("succeeded");
        });
        return engine.get(run).json();
    }

    private String indexed(String name, byte[] content, String tags) {
        Answer taken = UploadForm.of(name, content, Map.of("collection", "harbour", "tags", tags))
                .post(engine);
        assertThat(taken.status()).as(taken.body()).isEqualTo(202);
        String location = taken.header("Location");
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode document = engine.get(location).json();
            assertThat(document.get("state").asText()).as(document.toString()).isEqualTo("indexed");
        });
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
