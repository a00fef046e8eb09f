package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Each door that shows one's own things, with the things of somebody else. */
@EngineTest
@Import(AskingSomebody.class)
class ForeignThingsIT {
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

    /** A new door for one's own things has to be in the table. */
    @Test
    void whatBelongsToSomebodyElseIsNotThereAtAnyDoor() {
        Person anna = Person.withRole(port, "user");
        Person berta = Person.withRole(port, "user");
        Things things = new Things(anna);
        Map<String, Trial> trials = trials(things);
        assertThat(trials.keySet()).containsExactlyInAnyOrderElementsOf(ownDoors());

        SoftAssertions all = new SoftAssertions();
        trials.forEach((door, trial) -> {
            if (trial.kind() == Kind.CALLER_ONLY) {
                return;
            }
            String method = door.split(" ")[0];
            Answer foreign = call(berta, method, trial);
            if (trial.kind() == Kind.REFUSED || trial.kind() == Kind.UPLOAD) {
                all.assertThat(foreign.status())
                        .as("%s: %s", door, foreign.body())
                        .isEqualTo(trial.status());
                return;
            }
            all.assertThat(foreign.status()).as("%s: %s", door, foreign.body()).isEqualTo(200);
            all.assertThat(foreign.body()).as(door).doesNotContain(trial.marker());
            if (trial.kind() == Kind.HIDDEN) {
                // Else it would be missing because nobody sees it.
                all.assertThat(call(anna, method, trial).body())
                        .as("%s for the owner", door)
                        .contains(trial.marker());
            }
        });
        all.assertAll();
        things.assertAllThere();
    }

    private static Iterable<String> ownDoors() {
        return EndpointMatrix.ENDPOINTS.stream()
                .filter(door -> door.owner() == Endpoint.Owner.OWN)
                .map(door -> door.method() + " " + door.path().getPatternString())
                .collect(Collectors.toList());
    }

    private static Map<String, Trial> trials(Things of) {
        Map<String, Trial> trials = new LinkedHashMap<>();
        trials.put("GET /api/v1/auth/me", Trial.callerOnly());
        trials.put("POST /api/v1/auth/password", Trial.callerOnly());
        trials.put("POST /api/v1/auth/second-factor", Trial.callerOnly());
        trials.put("POST /api/v1/auth/second-factor/confirm", Trial.callerOnly());
        trials.put("POST /api/v1/auth/second-factor/remove", Trial.callerOnly());
        trials.put("POST /api/v1/auth/second-factor/recovery-codes", Trial.callerOnly());
        trials.put("GET /api/v1/api-keys", Trial.without("/api/v1/api-keys", null, of.apiKey));
        trials.put("POST /api/v1/api-keys", Trial.callerOnly());
        trials.put("DELETE /api/v1/api-keys/{id}", Trial.notThere("/api/v1/api-keys/" + of.apiKey));

        String run = "/api/v1/runs/" + of.run;
        trials.put("GET /api/v1/runs", Trial.without("/api/v1/runs?limit=200", null, of.run));
        for (String door : new String[] {"", "/events", "/timeline", "/diagram.svg"}) {
            trials.put("GET /api/v1/runs/{id}" + door, Trial.notThere(run + door));
        }
        for (String door : new String[] {"/cancel", "/retry"}) {
            trials.put("POST /api/v1/runs/{id}" + door, Trial.notThere(run + door));
        }
        // Figures of the caller's own runs; ModelUsageIT looks at them.
        trials.put("GET /api/v1/usage", Trial.callerOnly());
        trials.put("GET /", Trial.without("/", null, of.run));
        trials.put("GET /runs/{id}", Trial.notThere("/runs/" + of.run));

        String approval = "/api/v1/approvals/" + of.approval;
        trials.put("GET /api/v1/approvals", Trial.hiddenFromAll("/api/v1/approvals?limit=200", of.approval));
        trials.put("GET /api/v1/approvals/{id}", Trial.notThere(approval));
        trials.put("POST /api/v1/approvals/{id}", Trial.refused(approval, "{\"decision\":\"approve\"}", 404));

        String document = "/api/v1/documents/" + of.document;
        String inCollection = ",\"collection\":\"%s\"}".formatted(of.collection);
        trials.put("GET /api/v1/documents", Trial.without("/api/v1/documents?limit=200", null, of.document));
        trials.put("POST /api/v1/documents", Trial.upload(of.collection));
        trials.put("GET /api/v1/documents/{id}", Trial.notThere(document));
        trials.put("GET /api/v1/documents/{id}/content", Trial.notThere(document + "/content"));
        trials.put("DELETE /api/v1/documents/{id}", Trial.notThere(document));

        String collection = "/api/v1/collections/" + of.collection;
        trials.put("GET /api/v1/collections", Trial.without("/api/v1/collections?limit=200", null, of.collection));
        trials.put("GET /api/v1/collections/{name}", Trial.notThere(collection));
        trials.put("PUT /api/v1/collections/{name}", Trial.refused(collection, "{\"chunkTokens\":100}", 409));
        trials.put("POST /api/v1/collections/{name}/confirm", Trial.notThere(collection + "/confirm"));
        trials.put("DELETE /api/v1/collections/{name}", Trial.notThere(collection));
        trials.put(
                "POST /api/v1/search",
                Trial.without(
                        "/api/v1/search", "{\"question\":\"What does nobody know?\"" + inCollection, of.document));

        String conversation = "/api/v1/conversations/" + of.conversation;
        trials.put(
                "POST /api/v1/chat",
                Trial.refused(
                        "/api/v1/chat",
                        "{\"message\":\"And?\",\"conversation\":\"%s\"}".formatted(of.conversation),
                        404));
        trials.put(
                "GET /api/v1/conversations", Trial.without("/api/v1/conversations?limit=200", null, of.conversation));
        trials.put("GET /api/v1/conversations/{id}", Trial.notThere(conversation));
        trials.put("DELETE /api/v1/conversations/{id}", Trial.notThere(conversation));
        trials.put("POST /api/v1/conversations/{id}/stop", Trial.notThere(conversation + "/stop"));

        String schedule = "/api/v1/schedules/" + of.schedule;
        trials.put("GET /api/v1/schedules", Trial.without("/api/v1/schedules?limit=200", null, of.schedule));
        trials.put("POST /api/v1/schedules", Trial.refused("/api/v1/schedules", Things.scheduleBody(of.schedule), 422));
        trials.put("GET /api/v1/schedules/{name}", Trial.notThere(schedule));
        trials.put("PATCH /api/v1/schedules/{name}", Trial.refused(schedule, "{\"every\":\"7h\"}", 404));
        trials.put("DELETE /api/v1/schedules/{name}", Trial.notThere(schedule));
        for (String door : new String[] {"/pause", "/resume", "/run"}) {
            trials.put("POST /api/v1/schedules/{name}" + door, Trial.notThere(schedule + door));
        }
        for (String door : new String[] {"/next", "/firings"}) {
            trials.put("GET /api/v1/schedules/{name}" + door, Trial.notThere(schedule + door));
        }
        return trials;
    }

    private static Answer call(Person who, String method, Trial trial) {
        if (trial.kind() == Kind.UPLOAD) {
            return who.upload("b.md", "Mine.", trial.marker());
        }
        return switch (method) {
            case "GET" -> who.get(trial.path());
            case "DELETE" -> who.delete(trial.path());
            case "PUT" -> who.put(trial.path(), trial.body());
            case "PATCH" -> who.patch(trial.path(), trial.body());
            default -> who.post(trial.path(), trial.body());
        };
    }

    private enum Kind {
        /** Nothing of somebody else can be named there. */
        CALLER_ONLY,
        /** The answer is as if the thing were not there, or as if its name were taken. */
        REFUSED,
        /** The same for a document that is brought into a collection. */
        UPLOAD,
        /** The owner sees it in the answer, nobody else does. */
        HIDDEN,
        /** Not even the owner sees it there. */
        HIDDEN_FROM_ALL
    }

    /**
     * What is sent to a door.
     *
     * @param status the answer to whoever is not the owner
     * @param marker what must not be in it; the collection of an upload
     */
    private record Trial(Kind kind, String path, String body, int status, String marker) {
        static Trial callerOnly() {
            return new Trial(Kind.CALLER_ONLY, "", null, 0, "");
        }

        static Trial notThere(String path) {
            return refused(path, null, 404);
        }

        static Trial refused(String path, String body, int status) {
            return new Trial(Kind.REFUSED, path, body, status, "");
        }

        static Trial upload(String collection) {
            return new Trial(Kind.UPLOAD, "", null, 409, collection);
        }

        static Trial without(String path, String body, String marker) {
            return new Trial(Kind.HIDDEN, path, body, 200, marker);
        }

        static Trial hiddenFromAll(String path, String marker) {
            return new Trial(Kind.HIDDEN_FROM_ALL, path, null, 200, marker);
        }
    }

    /** One thing of each kind that belongs to somebody. */
    private static final class Things {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final Person owner;
        private final String apiKey;
        private final String run;
        private final String approval;
        private final String collection;
        private final String document;
        private final String conversation;
        private final String schedule = "s-" + UUID.randomUUID().toString().substring(0, 8);

        Things(Person owner) {
            this.owner = owner;
            this.apiKey = owner.post("/api/v1/api-keys", "{\"name\":\"mine\",\"scopes\":[\"runs:read\"]}")
                    .json()
                    .get("id")
                    .asText();
            this.run = last(owner.submit("asks-somebody", "1").header("Location"));
            await().atMost(PATIENCE).until(() -> waiting().isTextual());
            this.approval = waiting().asText();
            this.collection = owner.name() + "-notes";
            this.document = owner.run(
                            "index-document",
                            "{\"name\":\"a.md\",\"text\":\"Nobody knows.\",\"collection\":\"%s\"}"
                                    .formatted(collection))
                    .json()
                    .at("/result/id")
                    .asText();
            owner.post("/api/v1/chat", "{\"message\":\"My secret\"}");
            this.conversation = owner.get("/api/v1/conversations")
                    .json()
                    .at("/conversations/0/id")
                    .asText();
            assertThat(owner.post("/api/v1/schedules", scheduleBody(schedule)).status())
                    .isEqualTo(201);
        }

        static String scheduleBody(String name) {
            return "{\"name\":\"%s\",\"workflow\":\"no-op\",\"every\":\"6h\"}".formatted(name);
        }

        /** What others have tried has changed nothing. */
        void assertAllThere() {
            assertThat(owner.get("/api/v1/api-keys").body()).contains(apiKey);
            assertThat(waiting().asText()).isEqualTo(approval);
            assertThat(owner.get("/api/v1/approvals/" + approval).json().has("decidedBy"))
                    .isFalse();
            assertThat(owner.get("/api/v1/documents/" + document).status()).isEqualTo(200);
            assertThat(owner.get("/api/v1/documents?collection=" + collection)
                            .json()
                            .get("documents"))
                    .hasSize(1);
            assertThat(owner.get("/api/v1/collections/" + collection)
                            .json()
                            .get("chunkTokens")
                            .asInt())
                    .isNotEqualTo(100);
            assertThat(owner.get("/api/v1/conversations/" + conversation).json().get("messages"))
                    .hasSize(2);
            JsonNode mine = owner.get("/api/v1/schedules/" + schedule).json();
            assertThat(mine.get("every").asText()).isEqualTo("PT6H");
            assertThat(mine.has("nextAt")).as("it is not paused").isTrue();
            assertThat(owner.get("/api/v1/schedules/%s/firings".formatted(schedule))
                            .json()
                            .get("firings"))
                    .isEmpty();
        }

        private JsonNode waiting() {
            return owner.get("/api/v1/runs/" + run).json().at("/waits/0/id");
        }

        private static String last(String path) {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }
}
