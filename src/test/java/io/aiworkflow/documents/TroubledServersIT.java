package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.parsing.SampleDocuments;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.EventReader;
import io.aiworkflow.testsupport.EventReader.Event;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.UploadForm;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import io.aiworkflow.testsupport.qdrant.FakeQdrant.Reply;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
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

/** The servers that documents need in trouble: each answer and run says what is wrong, and the engine and other work go on. */
@EngineTest
class TroubledServersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SPOKEN = "When does the ferry Albatross sail?";
    private static final String QUESTION = "{\"question\":\"%s\",\"collection\":\"harbour\"}".formatted(SPOKEN);
    private static final String KEY = "the-key-of-the-index";
    private static final FakeReply FOUR_NUMBERS = embeddings("[0.5, 0.5, 0.5, 0.5]");
    private static final FakeReply FIVE_NUMBERS = embeddings("[0.4472136, 0.4472136, 0.4472136, 0.4472136, 0.4472136]");

    static FakeOllama ollama;
    static FakeQdrant qdrant;

    private static int documents;

    private EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.knowledge.qdrant.url", () -> qdrant.url());
        registry.add("engine.knowledge.qdrant.api-key", () -> KEY);
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.model.first-byte-timeout", () -> "1s");
        registry.add("engine.model.load-timeout", () -> "30s");
        registry.add("engine.model.idle-timeout", () -> "1s");
    }

    @BeforeAll
    static void startServers() {
        ollama = FakeOllama.start().hasLoaded("llama3.2", "nomic-embed-text");
        qdrant = FakeQdrant.start().key(KEY);
    }

    @AfterAll
    static void stopServers() {
        ollama.close();
        qdrant.close();
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        ollama.chats(FakeReply.text("It sails at nine [1]."));
        if (documents++ == 0) {
            indexed(upload("timetable.txt", "The ferry Albatross sails at nine.", "harbour"));
        }
        // The trouble before may have been so much that the server is left alone.
        await().atMost(PATIENCE)
                .until(() -> engine.get("/api/v1/models")
                        .json()
                        .at("/servers/0/available")
                        .asBoolean());
    }

    static Stream<Arguments> troublesOfTheIndex() {
        return Stream.of(
                Arguments.of("down", index(FakeQdrant::stop), 503, "INDEX_UNAVAILABLE", "cannot be reached"),
                Arguments.of(
                        "401 in plain text",
                        index(fake -> fake.key("another")),
                        502,
                        "INDEX_REFUSED",
                        "Invalid API key or JWT"),
                Arguments.of(
                        "429",
                        index(fake -> fake.always(
                                Reply.error(429, "Rate limiting exceeded").header("Retry-After", "1"))),
                        503,
                        "INDEX_UNAVAILABLE",
                        "Rate limiting exceeded"),
                Arguments.of(
                        "something else in its place",
                        index(fake -> fake.always(Reply.text(200, "<html>It works!</html>"))),
                        503,
                        "INDEX_UNAVAILABLE",
                        "is not Qdrant"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troublesOfTheIndex")
    void aTroubledIndexIsSaidToWhoSearchesAsksAndChatsAndNobodyElse(
            String name, Consumer<FakeQdrant> trouble, int status, String code, String said) {
        trouble.accept(qdrant);
        Answer asked;
        String taken;
        String conversation;
        try {
            Answer found = engine.post("/api/v1/search", QUESTION);
            assertThat(found.status()).as(found.body()).isEqualTo(status);
            assertThat(found.json().path("code").asText()).isEqualTo(code);
            assertThat(found.json().path("detail").asText()).contains(said);
            assertThat(found.body()).doesNotContain(KEY);
            conversation = assertChatSays(status, code, said);

            taken = upload("taken-" + documents + ".txt", "The ferry Bittern sails at ten.", "harbour");
            asked = ask();
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode run = run(asked);
                JsonNode error =
                        run.path("state").asText().equals("failed") ? run.path("error") : run.at("/steps/0/error");
                assertThat(error.path("code").asText()).as(run.toString()).isEqualTo(code);
                assertThat(error.path("message").asText()).contains(said);
            });
            assertOthersAreServed();
        } finally {
            qdrant.key(KEY).always(null);
            if (name.equals("down")) {
                qdrant.restart();
            }
        }
        assertThat(engine.post("/api/v1/search", QUESTION).body()).contains("Albatross");
        Event answered = chat(",\"conversation\":\"%s\"".formatted(conversation));
        assertThat(answered.data().at("/citations/0/document").asText())
                .as(answered.toString())
                .isEqualTo("timetable.txt");
        indexed(taken);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(run(asked).path("state").asText())
                        .isEqualTo(code.equals("INDEX_REFUSED") ? "failed" : "succeeded"));
    }

    static Stream<Arguments> troublesOfTheModel() {
        return Stream.of(
                Arguments.of("garbage", FakeReply.streamOf("<html>"), "MODEL_STREAM_BROKEN"),
                Arguments.of("numbers that are none", embeddings("[\"a\", null]"), "MODEL_STREAM_BROKEN"),
                Arguments.of(
                        "a cut answer",
                        FakeReply.streamOf("{\"embeddings\":[[0.5").thenCut(),
                        "MODEL_STREAM_BROKEN"),
                Arguments.of("a hang", FakeReply.silence(), "MODEL_UNAVAILABLE"),
                Arguments.of(
                        "an unknown model",
                        FakeReply.status(404, "model 'nomic-embed-text' not found"),
                        "MODEL_UNAVAILABLE"),
                Arguments.of("500", FakeReply.status(500, "CUDA error"), "MODEL_STREAM_BROKEN"),
                Arguments.of("503", FakeReply.busy(), "MODEL_UNAVAILABLE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troublesOfTheModel")
    void aTroubledModelIsSaidByTheRunOfTheDocumentWhichIsIndexedOnceItHasPassed(
            String name, FakeReply reply, String code) {
        ollama.embeds(reply);
        collection("embedded");
        Answer taken = post("embedded-" + documents + ".txt", "The ferry sails at " + documents, "embedded");
        String run = "/api/v1/runs/" + taken.json().path("run").asText();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(engine.get(run).json().path("steps"))
                        .anySatisfy(step ->
                                assertThat(step.at("/error/code").asText()).isEqualTo(code)));
        String other = upload("other-" + documents + ".txt", "The ferry Dunlin sails at noon.", "harbour");
        assertOthersAreServed();
        ollama.embeds(FOUR_NUMBERS);
        indexed(taken.header("Location"));
        indexed(other);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troublesOfTheModel")
    void aTroubledModelIsSaidToWhoSearches(String name, FakeReply reply, String code) {
        String question = QUESTION.replace("harbour", "asked");
        ollama.embeds(FOUR_NUMBERS);
        collection("asked");
        indexed(upload("asked-" + documents + ".txt", "The ferry sails at nine on day " + documents, "asked"));
        ollama.embeds(reply);
        Answer found = engine.post("/api/v1/search", question);
        assertThat(found.json().path("code").asText()).as(found.body()).isEqualTo(code);
        assertThat(found.status()).isEqualTo(503);
        if (name.equals("a hang")) {
            assertThat(found.json().path("detail").asText()).contains("nomic-embed-text", "within 1 s");
        }
        assertOthersAreServed();
        assertThat(engine.post("/api/v1/search", QUESTION).body()).contains("Albatross");
        ollama.embeds(FOUR_NUMBERS);
        await().atMost(PATIENCE)
                .until(() -> engine.post("/api/v1/search", question).status() == 200);
    }

    @Test
    void anotherDimensionThanTheCollectionsFailsTheDocumentForGood() {
        ollama.embeds(FOUR_NUMBERS);
        collection("dimensions");
        indexed(upload("four.txt", "Four numbers.", "dimensions"));
        ollama.embeds(FIVE_NUMBERS);
        String five = upload("five.txt", "Five numbers.", "dimensions");
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode document = engine.get(five).json();
            assertThat(document.path("state").asText()).as(document.toString()).isEqualTo("failed");
            assertThat(document.at("/error/code").asText()).isEqualTo("DIMENSION_MISMATCH");
            assertThat(document.at("/error/message").asText()).contains("nomic-embed-text", "5", "4");
        });
        assertOthersAreServed();
        ollama.embeds(FOUR_NUMBERS);
        indexed(upload("five.txt", "Four numbers again.", "dimensions"));
    }

    /** The question stays in the conversation, with what went wrong in the place of its answer. */
    private String assertChatSays(int status, String code, String said) {
        Event failed = chat("");
        assertThat(failed.type()).as(failed.toString()).isEqualTo("error");
        assertThat(failed.data().path("status").asInt()).isEqualTo(status);
        assertThat(failed.data().path("code").asText()).isEqualTo(code);
        assertThat(failed.data().path("detail").asText()).contains(said).doesNotContain(KEY);
        String conversation = failed.data().path("conversation").asText();
        JsonNode kept = engine.get("/api/v1/conversations/" + conversation).json();
        assertThat(kept.at("/conversation/answering").asBoolean(true)).isFalse();
        assertThat(kept.at("/messages/0/content").asText()).isEqualTo(SPOKEN);
        assertThat(kept.at("/messages/1/state").asText()).isEqualTo("failed");
        assertThat(kept.at("/messages/1/error/code").asText()).isEqualTo(code);
        return conversation;
    }

    /** The last event of an answer from documents. */
    private Event chat(String more) {
        String body = "{\"message\":\"%s\",\"collection\":\"harbour\"%s}".formatted(SPOKEN, more);
        try (EventReader reader = EventReader.post(engine.port(), "/api/v1/chat", body)) {
            await().atMost(PATIENCE).until(reader::isOver);
            return reader.events().get(reader.events().size() - 1);
        }
    }

    private void assertOthersAreServed() {
        assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
        assertThat(engine.run("no-op", "1").status()).isEqualTo(200);
    }

    private Answer ask() {
        Answer accepted = engine.send(engine.request("/api/v1/ask")
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=0")
                .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
                .build());
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return accepted;
    }

    private JsonNode run(Answer accepted) {
        return engine.get(accepted.header("Location")).json();
    }

    /** One whose passages are embedded by the model server. */
    private void collection(String name) {
        Answer made = engine.send(engine.request("/api/v1/collections/" + name)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"embeddingModel\":\"nomic-embed-text\"}"))
                .build());
        assertThat(made.status()).as(made.body()).isIn(200, 201);
    }

    private Answer post(String name, String text, String collection) {
        Answer taken = UploadForm.of(name, SampleDocuments.utf8(text), Map.of("collection", collection))
                .post(engine);
        assertThat(taken.status()).as(taken.body()).isEqualTo(202);
        return taken;
    }

    private String upload(String name, String text, String collection) {
        return post(name, text, collection).header("Location");
    }

    private void indexed(String location) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode document = engine.get(location).json();
            assertThat(document.path("state").asText()).as(document.toString()).isEqualTo("indexed");
        });
    }

    private static Consumer<FakeQdrant> index(Consumer<FakeQdrant> trouble) {
        return trouble;
    }

    private static FakeReply embeddings(String vector) {
        return FakeReply.streamOf(
                "{\"model\":\"nomic-embed-text\",\"embeddings\":[%s],\"prompt_eval_count\":4}".formatted(vector));
    }
}
