package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Conversations are nobody else's business, and API keys reach them by scopes of their own. */
@EngineTest
class ConversationOwnershipIT {
    private static final FakeOllama MODELS = FakeOllama.start();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", MODELS::url);
    }

    @AfterAll
    static void stopModels() {
        MODELS.close();
    }

    @Test
    void nobodyElseSeesAConversationWhateverHisRole() {
        Person anna = Person.withRole(port, "user");
        assertThat(anna.post("/api/v1/chat", "{\"message\":\"My secret\"}").body())
                .contains("event: end", FakeOllama.DEFAULT_ANSWER);
        String id = anna.get("/api/v1/conversations")
                .json()
                .at("/conversations/0/id")
                .asText();
        String address = "/api/v1/conversations/" + id;
        assertThat(anna.get(address).body()).contains("My secret");
        for (String role : List.of("user", "operator", "admin")) {
            Person other = Person.withRole(port, role);
            assertThat(other.get("/api/v1/conversations").json().get("conversations"))
                    .as(role)
                    .isEmpty();
            assertThat(other.get(address).status()).as(role).isEqualTo(404);
            assertThat(other.delete(address).status()).as(role).isEqualTo(404);
            assertThat(other.post(address + "/stop", null).status()).as(role).isEqualTo(404);
            assertThat(other.post("/api/v1/chat", "{\"message\":\"And?\",\"conversation\":\"%s\"}".formatted(id))
                            .status())
                    .as(role)
                    .isEqualTo(404);
        }
        assertThat(anna.get(address).json().get("messages")).hasSize(2);
    }

    @Test
    void aCollectionOfSomebodyElseLooksEmpty() {
        Person anna = Person.withRole(port, "user");
        Person berta = Person.withRole(port, "user");
        String collection = anna.name().toLowerCase() + "-notes";
        anna.submit(
                "index-document",
                "{\"name\":\"a.md\",\"text\":\"The pin of the safe is in the blue drawer.\",\"collection\":\"%s\"}"
                        .formatted(collection));
        String question = "{\"message\":\"Where is the pin of the safe?\",\"collection\":\"%s\"}".formatted(collection);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> anna.post("/api/v1/chat", question).body().contains("\"mode\":\"model\""));
        int asked = MODELS.requests("/api/chat").size();
        Answer refused = berta.post("/api/v1/chat", question);
        assertThat(refused.body()).contains("event: end", "\"mode\":\"none\"").doesNotContain("drawer");
        assertThat(MODELS.requests("/api/chat")).hasSize(asked);
    }

    @Test
    void apiKeysNeedScopesOfTheirOwn() {
        Person anna = Person.withRole(port, "user");
        String reading = key(anna, "chat:read");
        String running = key(anna, "runs:read");
        String writing = key(anna, "chat:write");
        assertThat(get(reading)).isEqualTo(200);
        assertThat(get(running)).isEqualTo(403);
        assertThat(get(writing)).isEqualTo(403);
        assertThat(chat(reading)).isEqualTo(403);
        assertThat(chat(writing)).isEqualTo(200);
        String overDocuments = "{\"message\":\"Hi\",\"collection\":\"default\"}";
        assertThat(chat(writing, overDocuments)).as("without documents:read").isEqualTo(403);
        assertThat(chat(key(anna, "chat:write", "documents:read"), overDocuments))
                .isEqualTo(200);
    }

    private static String key(Person person, String... scopes) {
        return person.post(
                        "/api/v1/api-keys",
                        "{\"name\":\"%s\",\"scopes\":[\"%s\"]}"
                                .formatted(String.join("-", scopes).replace(':', '-'), String.join("\",\"", scopes)))
                .json()
                .get("key")
                .asText();
    }

    private int get(String key) {
        EngineClient engine = new EngineClient(port);
        return engine.send(engine.request("/api/v1/conversations")
                        .header("Authorization", "Bearer " + key)
                        .build())
                .status();
    }

    private int chat(String key) {
        return chat(key, "{\"message\":\"Hi\"}");
    }

    private int chat(String key, String body) {
        EngineClient engine = new EngineClient(port);
        return engine.send(engine.request("/api/v1/chat")
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .status();
    }
}
