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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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

/** Two collections with embedding models of different lengths, and one of them on its way to the other's model. */
@EngineTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoModelsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int FERRIES = 6;

    static FakeOllama ollama;

    private static boolean indexed;

    @LocalServerPort
    int port;

    private EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.knowledge.ingestion.batch", () -> 2);
    }

    @BeforeAll
    static void startModels() {
        ollama = FakeOllama.start().embedsWith("short-embed", 8).embedsWith("long-embed", 24);
    }

    @AfterAll
    static void stopModels() {
        ollama.close();
    }

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
        if (!indexed) {
            assertThat(put("ferries", "{\"embeddingModel\":\"short-embed\"}").status())
                    .isEqualTo(201);
            assertThat(put("trains", "{\"embeddingModel\":\"long-embed\",\"dimension\":24}")
                            .status())
                    .isEqualTo(201);
            for (int i = 1; i <= FERRIES; i++) {
                index("ferries", "ferry" + i + ".txt", "The ferry Albatross sails on line %d.".formatted(i));
            }
            index("trains", "train.txt", "The train Kestrel leaves at noon.");
            indexed = true;
        }
    }

    @Test
    @Order(1)
    void eachCollectionIsSearchedByItsOwnModel() {
        assertThat(found("ferries", "ferry Albatross sails").size()).isEqualTo(FERRIES);
        assertThat(found("trains", "train Kestrel leaves").findValuesAsText("document"))
                .containsExactly("train.txt");
        assertThat(asked("short-embed")).contains("ferry Albatross sails").doesNotContain("train Kestrel leaves");
        assertThat(asked("long-embed")).contains("train Kestrel leaves").doesNotContain("ferry Albatross sails");
        assertThat(collection("ferries").get("dimension").asInt()).isEqualTo(8);

        ollama.chats(FakeReply.text("At noon [1]."));
        Answer answer = engine.post("/api/v1/ask", "{\"question\":\"train Kestrel leaves\",\"collection\":\"trains\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().at("/result/citations/0/document").asText()).isEqualTo("train.txt");
    }

    @Test
    @Order(2)
    void operatorsLookAfterAllIndexesOrOne() {
        JsonNode all = engine.get("/api/v1/admin/index").json();
        assertThat(all.get("indexes").findValuesAsText("model"))
                .contains("all-minilm-l6-v2-q", "short-embed", "long-embed");
        JsonNode one = engine.get("/api/v1/admin/index?model=short-embed").json();
        assertThat(one.get("documents").asInt()).isEqualTo(FERRIES);
        assertThat(one.get("dimension").asInt()).isEqualTo(8);
        JsonNode compared = ended(engine.post("/api/v1/admin/index/compare", "{\"model\":\"short-embed\"}"));
        assertThat(compared.at("/result/documents").asInt()).isEqualTo(FERRIES);
        assertThat(compared.at("/result/missing").asInt()).isZero();
        assertThat(ended(engine.post("/api/v1/admin/index/compare", null))
                        .at("/result/indexes")
                        .size())
                .isEqualTo(all.get("indexes").size());
        JsonNode rebuilt = ended(engine.post("/api/v1/admin/index/rebuild", "{\"model\":\"short-embed\"}"));
        assertThat(rebuilt.at("/result/previous").asText())
                .isEqualTo(one.get("active").asText());
        assertThat(engine.post("/api/v1/admin/index/revert", "{\"model\":\"long-embed\"}")
                        .status())
                .isEqualTo(409);
        assertThat(engine.post("/api/v1/admin/index/confirm", "{\"model\":\"short-embed\"}")
                        .status())
                .isEqualTo(200);
        assertThat(engine.get("/api/v1/admin/index?model=unknown").status()).isEqualTo(422);
        assertThat(found("ferries", "ferry Albatross sails").size()).isEqualTo(FERRIES);
    }

    @Test
    @Order(3)
    void anotherModelTakesOverWhileSearchesGoOn() throws Exception {
        String before = scores();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Set<String>>> searching = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                searching.add(threads.submit(() -> {
                    Set<String> seen = new HashSet<>();
                    while (!done.get() || seen.isEmpty()) {
                        seen.add(scores());
                    }
                    return seen;
                }));
            }
            Answer accepted = put("ferries", "{\"embeddingModel\":\"long-embed\"}");
            assertThat(accepted.json().get("embeddingModel").asText()).isEqualTo("short-embed");
            JsonNode run = ended(accepted);
            assertThat(run.at("/result/changed").asBoolean()).as(run.toString()).isTrue();
            assertThat(run.at("/result/embedded").asInt()).isEqualTo(FERRIES);
            done.set(true);
            String after = scores();
            assertThat(after).isNotEqualTo(before);
            for (Future<Set<String>> each : searching) {
                assertThat(each.get()).isNotEmpty().isSubsetOf(before, after);
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        JsonNode now = collection("ferries");
        assertThat(now.get("embeddingModel").asText()).isEqualTo("long-embed");
        assertThat(now.get("dimension").asInt()).isEqualTo(24);
        assertThat(now.get("previousModel").asText()).isEqualTo("short-embed");
        assertThat(now.has("next")).isFalse();
        assertThat(asked("long-embed"))
                .filteredOn(text -> text.contains("on line"))
                .hasSize(FERRIES)
                .doesNotHaveDuplicates();

        assertThat(engine.post("/api/v1/collections/ferries/confirm", null).status())
                .isEqualTo(200);
        assertThat(engine.post("/api/v1/collections/ferries/confirm", "{}").status())
                .isEqualTo(409);
        assertThat(engine.get("/api/v1/admin/index").json().get("indexes").findValuesAsText("model"))
                .doesNotContain("short-embed");
        assertThat(found("ferries", "ferry Albatross sails").size()).isEqualTo(FERRIES);
    }

    @Test
    @Order(4)
    void whenTheModelsAreGoneOnlyTheirCollectionsAreOutOfReach() {
        index("default", "walk.txt", "The path to the lighthouse is closed in winter.");
        ollama.close();

        Answer refused = engine.post("/api/v1/search", "{\"question\":\"ferry Albatross\",\"collection\":\"ferries\"}");
        assertThat(refused.status()).as(refused.body()).isEqualTo(503);
        assertThat(refused.json().get("code").asText()).isEqualTo("MODEL_UNAVAILABLE");
        assertThat(found("default", "Where is the path to the lighthouse?").findValuesAsText("document"))
                .containsExactly("walk.txt");
    }

    /** The similarities tell by which model the passages were found; a mixed answer would have some of both. */
    private String scores() {
        JsonNode passages = found("ferries", "ferry Albatross sails");
        assertThat(passages.size()).isEqualTo(FERRIES);
        return passages.findValues("score").stream()
                .map(score -> "%.4f".formatted(score.asDouble()))
                .sorted()
                .toList()
                .toString();
    }

    private JsonNode found(String collection, String question) {
        Answer answer = engine.post(
                "/api/v1/search",
                "{\"question\":\"%s\",\"collection\":\"%s\",\"limit\":10}".formatted(question, collection));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("passages");
    }

    private JsonNode collection(String name) {
        return engine.get("/api/v1/collections/" + name).json();
    }

    private static List<String> asked(String model) {
        List<String> texts = new ArrayList<>();
        for (FakeOllama.Seen request : ollama.requests("/api/embed")) {
            JsonNode input = request.body().get("input");
            if (request.body().path("model").asText().equals(model)) {
                input.forEach(text -> texts.add(text.asText()));
                if (input.isTextual()) {
                    texts.add(input.asText());
                }
            }
        }
        return texts;
    }

    private Answer put(String collection, String body) {
        return engine.send(engine.request("/api/v1/collections/" + collection)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
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

    private void index(String collection, String name, String text) {
        Answer taken = UploadForm.of(name, SampleDocuments.utf8(text), Map.of("collection", collection))
                .post(engine);
        assertThat(taken.status()).as(taken.body()).isEqualTo(202);
        String location = taken.header("Location");
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode document = engine.get(location).json();
            assertThat(document.get("state").asText()).as(document.toString()).isEqualTo("indexed");
        });
    }
}
