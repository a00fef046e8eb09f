package io.aiworkflow.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.EventReader;
import io.aiworkflow.testsupport.EventReader.Event;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Talking with a model: answers as they are made, ends before their time, and what is kept. */
@EngineTest
@TestPropertySource(
        properties = {
            "engine.chat.heartbeat=100ms",
            "engine.chat.look-every=50ms",
            "engine.chat.most-of-one=2",
            "engine.chat.most-messages=6",
            "engine.model.max-concurrent=10",
            "engine.model.context-length=600",
            "engine.model.first-byte-timeout=2s",
            "engine.model.load-timeout=2s"
        })
class ChatIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    static FakeOllama ollama;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    @Autowired
    ConversationRetention sweep;

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
        ollama.hasOnly("llama3.2");
        // The trouble before may have been so much that the server is left alone.
        await().atMost(PATIENCE)
                .until(() -> engine.get("/api/v1/models")
                        .json()
                        .at("/servers/0/available")
                        .asBoolean());
    }

    @Test
    void streamsAnswersAndGoesOnWithWhatWasSaid() {
        ollama.chats(FakeReply.thinking("Hm.", "One two three."));
        try (EventReader reader = say(Map.of("message", "Hello", "system", "Be brief."))) {
            assertThat(reader.status()).isEqualTo(200);
            assertThat(reader.header("Content-Type")).startsWith("text/event-stream");
            assertThat(reader.header("Cache-Control")).isEqualTo("no-store");
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(types(reader)).containsExactly("start", "thinking", "token", "token", "token", "end");
            assertThat(texts(reader)).containsExactly("One ", "two ", "three.");
            JsonNode end = last(reader);
            assertThat(end.get("answer").asText()).isEqualTo("One two three.");
            assertThat(end.get("state").asText()).isEqualTo("complete");
            assertThat(end.get("mode").asText()).isEqualTo("model");
            assertThat(end.get("message").asInt()).isEqualTo(2);
            assertThat(end.get("answerTokens").asInt()).isPositive();
            assertThat(end.has("citations")).isFalse();

            String conversation = end.get("conversation").asText();
            answer(Map.of("message", "More", "conversation", conversation));
            assertThat(contents(ollama.lastChat().get("messages")))
                    .containsExactly("Be brief.", "Hello", "One two three.", "More");
            JsonNode kept = conversation(conversation);
            assertThat(kept.at("/conversation/title").asText()).isEqualTo("Hello");
            assertThat(kept.at("/conversation/answering").asBoolean()).isFalse();
            assertThat(kept.get("system").asText()).isEqualTo("Be brief.");
            assertThat(kept.get("messages").findValuesAsText("content"))
                    .containsExactly("Hello", "One two three.", "More", "One two three.");
            JsonNode page = engine.get("/api/v1/conversations/" + conversation + "?limit=1&cursor=1")
                    .json();
            assertThat(page.at("/messages/0/number").asInt()).isEqualTo(2);
            assertThat(page.get("next").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aTokenComesBeforeTheAnswerIsCompleteAndAStopEndsTheCallAtTheModelServer() {
        ollama.chats(FakeReply.withoutDone("First ").thenSilence());
        int abandoned = ollama.abandonedCalls();
        try (EventReader reader = say(Map.of("message", "Tell me"))) {
            await().atMost(PATIENCE).until(() -> texts(reader).contains("First "));
            assertThat(reader.isOver()).isFalse();
            String conversation = start(reader);
            assertThat(conversation(conversation).at("/conversation/answering").asBoolean())
                    .isTrue();
            assertThat(engine.post("/api/v1/conversations/" + conversation + "/stop", null)
                            .status())
                    .isEqualTo(204);
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(last(reader).get("state").asText()).isEqualTo("stopped");
            assertThat(last(reader).get("answer").asText()).isEqualTo("First ");
            await().atMost(PATIENCE).until(() -> ollama.abandonedCalls() == abandoned + 1);
            assertThat(conversation(conversation).at("/messages/1/state").asText())
                    .isEqualTo("stopped");
            assertThat(engine.post("/api/v1/conversations/" + conversation + "/stop", null)
                            .status())
                    .as("nothing to stop")
                    .isEqualTo(204);
        }
    }

    @Test
    void aStopThatAnotherProcessWasAskedForAndADeletionEndTheCall() {
        ollama.chats(FakeReply.withoutDone("First ").thenSilence());
        int abandoned = ollama.abandonedCalls();
        try (EventReader stopped = say(Map.of("message", "Tell me"));
                EventReader deleted = say(Map.of("message", "Tell me"))) {
            await().atMost(PATIENCE)
                    .until(() -> !texts(stopped).isEmpty() && !texts(deleted).isEmpty());
            database.sql("update conversation set answer_stop = true where id = :id")
                    .param("id", UUID.fromString(start(stopped)))
                    .update();
            await().atMost(PATIENCE).until(stopped::isOver);
            assertThat(last(stopped).get("state").asText()).isEqualTo("stopped");

            Answer gone = engine.send(engine.request("/api/v1/conversations/" + start(deleted))
                    .DELETE()
                    .build());
            assertThat(gone.status()).isEqualTo(204);
            await().atMost(PATIENCE).until(deleted::isOver);
            assertThat(last(deleted).has("message")).isFalse();
            await().atMost(PATIENCE).until(() -> ollama.abandonedCalls() == abandoned + 2);
            assertThat(engine.get("/api/v1/conversations/" + start(deleted)).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void aReaderWhoGoesAwayEndsTheCall() {
        ollama.chats(FakeReply.withoutDone("First ").thenSilence());
        int abandoned = ollama.abandonedCalls();
        EventReader reader = say(Map.of("message", "Tell me"));
        await().atMost(PATIENCE).until(() -> !texts(reader).isEmpty());
        String conversation = start(reader);
        reader.close();
        await().atMost(PATIENCE).until(() -> ollama.abandonedCalls() == abandoned + 1);
        await().atMost(PATIENCE)
                .until(() -> conversation(conversation)
                        .at("/messages/1/content")
                        .asText()
                        .equals("First "));
    }

    @Test
    void aStreamThatIsCutIsAnErrorAndTheConversationGoesOn() {
        ollama.chats(FakeReply.withoutDone("First ").thenCut());
        String conversation;
        try (EventReader reader = say(Map.of("message", "Tell me"))) {
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(types(reader)).containsExactly("start", "token", "error");
            JsonNode problem = last(reader);
            assertThat(problem.get("code").asText()).isEqualTo("MODEL_STREAM_BROKEN");
            assertThat(problem.get("type").asText()).isEqualTo("urn:aiworkflow:problem:model-stream-broken");
            assertThat(problem.get("status").asInt()).isEqualTo(503);
            conversation = problem.get("conversation").asText();
        }
        assertThat(conversation(conversation).at("/messages/1/state").asText()).isEqualTo("failed");
        assertThat(conversation(conversation).at("/messages/1/error/code").asText())
                .isEqualTo("MODEL_STREAM_BROKEN");
        ollama.chats(FakeReply.text("Better."));
        JsonNode end = answer(Map.of("message", "Again", "conversation", conversation));
        assertThat(end.get("answer").asText()).isEqualTo("Better.");
        assertThat(contents(ollama.lastChat().get("messages"))).containsExactly("Tell me", "First ", "Again");
    }

    @Test
    void aServerThatHangsIsAnErrorAfterHeartbeats() {
        ollama.chats(FakeReply.silence());
        try (EventReader reader = say(Map.of("message", "Tell me"))) {
            await().atMost(PATIENCE).until(() -> reader.comments().contains(": still here"));
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(types(reader)).containsExactly("start", "error");
            assertThat(last(reader).get("code").asText()).isEqualTo("MODEL_UNAVAILABLE");
        }
    }

    @Test
    void oneMessageIsAnsweredAtATimeAndABoundedNumberOfOneUser() {
        ollama.chats(FakeReply.withoutDone("First ").thenSilence());
        try (EventReader one = say(Map.of("message", "Tell me"));
                EventReader two = say(Map.of("message", "Tell me"))) {
            await().atMost(PATIENCE).until(() -> !texts(two).isEmpty());
            Answer third = post(Map.of("message", "Tell me"));
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("Retry-After")).isNotNull();
            engine.post("/api/v1/conversations/" + start(two) + "/stop", null);
            await().atMost(PATIENCE).until(two::isOver);
            Answer busy = await().atMost(PATIENCE)
                    .until(
                            () -> post(Map.of("message", "And?", "conversation", start(one))),
                            answer -> answer.status() != 429);
            assertThat(busy.status()).isEqualTo(409);
            assertThat(busy.json().get("code").asText()).isEqualTo("CONVERSATION_BUSY");
            engine.post("/api/v1/conversations/" + start(one) + "/stop", null);
            await().atMost(PATIENCE).until(one::isOver);
        }
    }

    @Test
    void whatDoesNotFitTheContextIsLeftOutAndToldButNeitherTheSystemMessageNorTheLastOne() {
        ollama.chats(FakeReply.text("Yes."));
        String words = "word ".repeat(180);
        JsonNode end = answer(Map.of("message", "A " + words, "system", "Keep me."));
        String conversation = end.get("conversation").asText();
        assertThat(end.has("notes")).isFalse();
        answer(Map.of("message", "B " + words, "conversation", conversation));
        end = answer(Map.of("message", "C " + words, "conversation", conversation));
        assertThat(end.get("notes").toString()).contains("oldest messages were left out");
        List<String> read = contents(ollama.lastChat().get("messages"));
        assertThat(read).first().isEqualTo("Keep me.");
        assertThat(read).last().asString().startsWith("C ");
        assertThat(read).noneMatch(text -> text.startsWith("A "));
        assertThat(conversation(conversation).at("/messages/5/notes/0").asText())
                .contains("left out");

        Answer full = post(Map.of("message", "D", "conversation", conversation));
        assertThat(full.status()).isEqualTo(422);
        assertThat(full.json().get("code").asText()).isEqualTo("CONVERSATION_FULL");
    }

    @Test
    void answersOverDocumentsCiteThem() {
        engine.run(
                "index-document",
                "{\"name\":\"warranty.md\",\"collection\":\"chat-manuals\",\"text\":\"The warranty of the pump lasts 24 months.\"}");
        ollama.chats(FakeReply.text("It lasts 24 months [1] [9]."));
        Map<String, Object> question =
                Map.of("message", "How long does the warranty of the pump last?", "collection", "chat-manuals");
        JsonNode end = answer(question);
        assertThat(end.get("answer").asText()).isEqualTo("It lasts 24 months [1].");
        assertThat(end.at("/citations/0/document").asText()).isEqualTo("warranty.md");
        assertThat(end.at("/citations/0/number").asInt()).isEqualTo(1);
        assertThat(end.get("citations")).hasSize(1);
        List<String> read = contents(ollama.lastChat().get("messages"));
        assertThat(read).last().asString().contains("<passage number=\"1\"", "24 months", "<question>");
        assertThat(conversation(end.get("conversation").asText())
                        .at("/messages/1/citations/0/document")
                        .asText())
                .isEqualTo("warranty.md");

        JsonNode nothing = answer(Map.of("message", "How long?", "collection", "chat-nothing"));
        assertThat(nothing.get("mode").asText()).isEqualTo("none");
        assertThat(nothing.get("citations")).isEmpty();

        ollama.hasOnly("other");
        JsonNode shown = answer(question);
        assertThat(shown.get("mode").asText()).isEqualTo("passages");
        assertThat(shown.at("/citations/0/document").asText()).isEqualTo("warranty.md");
    }

    @Test
    void thatTheDocumentsDoNotSayIsAnAnswerTooAndTheConversationGoesOn() {
        engine.run(
                "index-document",
                "{\"name\":\"battery.md\",\"collection\":\"chat-batteries\",\"text\":\"The battery of the drill lasts two hours.\"}");
        String question = "How long does the battery of the drill last?";
        ollama.chats(FakeReply.text("Not in the documents."));
        JsonNode end = answer(Map.of("message", question, "collection", "chat-batteries"));
        assertThat(end.get("mode").asText()).isEqualTo("none");
        assertThat(end.get("state").asText()).isEqualTo("complete");
        assertThat(end.get("answer").asText()).startsWith("Not in the documents: ");
        assertThat(end.get("answerTokens").asInt()).isPositive();
        assertThat(end.get("citations")).isEmpty();
        String conversation = end.get("conversation").asText();
        assertThat(conversation(conversation).at("/messages/1/mode").asText()).isEqualTo("none");

        ollama.chats(FakeReply.withoutDone("Not in the documents").thenSilence());
        try (EventReader reader =
                say(Map.of("message", question, "collection", "chat-batteries", "conversation", conversation))) {
            await().atMost(PATIENCE).until(() -> !texts(reader).isEmpty());
            engine.post("/api/v1/conversations/" + conversation + "/stop", null);
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(last(reader).get("state").asText()).isEqualTo("stopped");
        }
        ollama.chats(FakeReply.text("Two hours."));
        assertThat(answer(Map.of("message", "And you, what do you think?", "conversation", conversation))
                        .get("answer")
                        .asText())
                .isEqualTo("Two hours.");
    }

    @Test
    void listsByPagesAndDeletesWhatIsOld() {
        ollama.chats(FakeReply.text("Yes."));
        String older = answer(Map.of("message", "Older")).get("conversation").asText();
        String newer = answer(Map.of("message", "Newer")).get("conversation").asText();
        JsonNode page = engine.get("/api/v1/conversations?limit=1").json();
        assertThat(page.at("/conversations/0/id").asText()).isEqualTo(newer);
        JsonNode next = engine.get("/api/v1/conversations?limit=1&cursor="
                        + page.get("next").asText())
                .json();
        assertThat(next.at("/conversations/0/id").asText()).isEqualTo(older);
        assertThat(engine.get("/api/v1/conversations?cursor=x").status()).isEqualTo(400);
        assertThat(engine.get("/api/v1/conversations/" + newer + "?cursor=x").status())
                .isEqualTo(400);
        assertThat(engine.get("/api/v1/conversations/x").json().get("code").asText())
                .isEqualTo("CONVERSATION_NOT_FOUND");
        assertThat(post(Map.of(
                                "message",
                                "Hi",
                                "conversation",
                                UUID.randomUUID().toString()))
                        .status())
                .isEqualTo(404);

        database.sql("update conversation set updated_at = now() - interval '91 days' where id = :id")
                .param("id", UUID.fromString(older))
                .update();
        sweep.sweep();
        assertThat(engine.get("/api/v1/conversations/" + older).status()).isEqualTo(404);
        assertThat(engine.get("/api/v1/conversations/" + newer).status()).isEqualTo(200);
    }

    private EventReader say(Map<String, Object> body) {
        // The slot of the answer before is given back just after its stream has ended.
        return await().atMost(PATIENCE)
                .until(() -> EventReader.post(port, "/api/v1/chat", json(body)), reader -> reader.status() != 429);
    }

    /** The last event of an answer. */
    private JsonNode answer(Map<String, Object> body) {
        try (EventReader reader = say(body)) {
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(types(reader)).last().isEqualTo("end");
            return last(reader);
        }
    }

    private Answer post(Map<String, Object> body) {
        return engine.post("/api/v1/chat", json(body));
    }

    private JsonNode conversation(String id) {
        return engine.get("/api/v1/conversations/" + id).json();
    }

    private static String json(Map<String, Object> body) {
        return JSON.valueToTree(new HashMap<>(body)).toString();
    }

    private static String start(EventReader reader) {
        return reader.events().get(0).data().get("conversation").asText();
    }

    private static JsonNode last(EventReader reader) {
        return reader.events().get(reader.events().size() - 1).data();
    }

    private static List<String> types(EventReader reader) {
        return reader.events().stream().map(Event::type).toList();
    }

    private static List<String> texts(EventReader reader) {
        return reader.events().stream()
                .filter(event -> event.type().equals("token"))
                .map(event -> event.data().get("text").asText())
                .toList();
    }

    private static List<String> contents(JsonNode messages) {
        List<String> contents = new ArrayList<>();
        messages.forEach(message -> contents.add(message.get("content").asText()));
        return contents;
    }
}
