package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** People see their own documents and those of shared collections; what a run indexes belongs to whoever asked for it. */
@EngineTest
class DocumentOwnershipIT {
    @LocalServerPort
    int port;

    @Test
    void aDocumentIsSeenByItsOwnerAndByOperators() {
        Person anna = Person.withRole(port, "user");
        Person berta = Person.withRole(port, "user");
        Person operator = Person.withRole(port, "operator");
        String collection = anna.name().toLowerCase() + "-notes";
        JsonNode run = ended(anna, index(anna, collection, "secret.md"));
        assertThat(run.get("state").asText()).as(run.toString()).isEqualTo("succeeded");
        String document = "/api/v1/documents/" + run.at("/result/id").asText();

        assertThat(anna.get(document).json().get("owner").asText()).isEqualTo(anna.name());
        assertThat(anna.get(document).json().get("run").asText())
                .isEqualTo(run.get("id").asText());
        assertThat(operator.get(document).status()).isEqualTo(200);
        assertThat(names(anna, collection)).containsExactly("secret.md");
        assertThat(names(berta, collection)).isEmpty();
        for (String door : List.of("", "/content")) {
            assertThat(berta.get(document + door).status()).as(door).isEqualTo(404);
        }
        assertThat(berta.delete(document).status()).isEqualTo(404);
        assertThat(berta.get("/api/v1/collections/" + collection).status()).isEqualTo(404);

        assertThat(found(anna, collection)).isEqualTo(1);
        assertThat(found(operator, collection)).isEqualTo(1);
        assertThat(found(berta, collection)).as("by somebody else").isZero();
        for (Person person : List.of(anna, operator, berta)) {
            int seen = person == berta ? 0 : 1;
            String body = question(collection);
            assertThat(person.post("/api/v1/search", body).json().get("found").asInt())
                    .as(person.name())
                    .isEqualTo(seen);
            assertThat(person.post("/api/v1/ask", body).json().at("/result/citations"))
                    .as(person.name())
                    .hasSize(seen);
        }

        JsonNode refused = ended(berta, index(berta, collection, "mine.md"));
        assertThat(refused.at("/error/code").asText()).isEqualTo("NAME_TAKEN");
        assertThat(operator.delete(document).status()).isEqualTo(204);
        assertThat(new EngineClient(port)
                        .get("/api/v1/admin/security-events?type=admin-action&target=document:"
                                + document.substring(document.lastIndexOf('/') + 1))
                        .json()
                        .get("events"))
                .hasSize(1);
    }

    /** How many passages a workflow shows to somebody who asks in a collection. */
    private static int found(Person person, String collection) {
        String run = person.submit("answer-question", question(collection)).header("Location");
        JsonNode result = ended(person, run).get("result");
        return result.get("citations").size();
    }

    private static String question(String collection) {
        return "{\"question\":\"What does nobody know?\",\"collection\":\"%s\"}".formatted(collection);
    }

    private static String index(Person person, String collection, String name) {
        return person.submit(
                        "index-document",
                        "{\"name\":\"%s\",\"text\":\"Nobody knows.\",\"collection\":\"%s\"}"
                                .formatted(name, collection))
                .header("Location");
    }

    private static JsonNode ended(Person person, String run) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> List.of("succeeded", "failed")
                        .contains(person.get(run).json().get("state").asText()));
        return person.get(run).json();
    }

    private static List<String> names(Person person, String collection) {
        return person.get("/api/v1/documents?collection=" + collection)
                .json()
                .get("documents")
                .findValuesAsText("name");
    }
}
