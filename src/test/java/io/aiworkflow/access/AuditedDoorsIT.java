package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** What is done and refused at the doors of the engine is in the audit, exactly once and with the right actor. */
@EngineTest
@Import(AskingSomebody.class)
// The beans in JMX are those of the newest engine of the process.
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class AuditedDoorsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SOME_ID = "01a213c3-b37d-788d-9c68-300949f63706";
    /** The last one, since it is the end of the admin's own login too. */
    private static final String ENDS_ALL = "/api/v1/admin/logout-everybody";

    private static final String PAUSE =
            "{\"type\":\"exec\",\"mbean\":\"io.aiworkflow:name=maintenance\",\"operation\":\"%s\",\"arguments\":[\"sessions\"]}";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    private EngineClient admin;

    @BeforeEach
    void connect() {
        admin = new EngineClient(port);
    }

    /** A new door for operators or admins that changes something has to be in the table, or be reported by the matrix. */
    @Test
    void eachChangeOfOperatorsAndAdminsIsOneEvent() {
        Person boss = Person.withRole(port, "admin");
        Map<String, Sent> requests = requests(boss);
        SoftAssertions all = new SoftAssertions();
        List<Endpoint> doors = new ArrayList<>(EndpointMatrix.ENDPOINTS.stream()
                .filter(door -> door.role()
                        .filter(role -> role.includes(UserRole.OPERATOR))
                        .isPresent())
                .toList());
        for (Endpoint door : doors) {
            String line = door.method() + " " + door.path().getPatternString();
            if (door.method().equals("GET") && !door.reported() || line.equals("POST " + ENDS_ALL)) {
                continue;
            }
            Sent sent = requests.get(line);
            if (sent == null && !door.reported()) {
                all.fail("%s changes something and has no line in the table of this test", line);
                continue;
            }
            String path = sent == null ? door.path().getPatternString().replaceAll("\\{[a-z]+}", SOME_ID) : sent.path();
            int before = events(boss.name()).size();
            int status = call(boss, door.method(), path, sent == null ? "{}" : sent.body());
            // What only the matrix reports is an event whatever became of it.
            if (sent != null) {
                all.assertThat(status).as(line).isBetween(200, 299);
            }
            all.assertThat(eventsAfter(boss, before))
                    .as("events of %s, answered %d", line, status)
                    .isEqualTo(1);
        }
        int before = events(boss.name()).size();
        assertThat(boss.post(ENDS_ALL, null).status()).isBetween(200, 299);
        all.assertThat(eventsAfter(boss, before)).isEqualTo(1);
        // None came late, either.
        all.assertThat(events(boss.name())).hasSize(before + 1);
        all.assertAll();
    }

    /** How many there are more by now; the answer may be there a moment earlier than its event. */
    private int eventsAfter(Person who, int before) {
        await().atMost(PATIENCE).until(() -> events(who.name()).size() > before);
        return events(who.name()).size() - before;
    }

    private Map<String, Sent> requests(Person boss) {
        String account = "/api/v1/admin/accounts/" + accountOf(Person.withRole(port, "user"));
        String keys = "/api/v1/admin/signing-keys";
        Map<String, Sent> requests = new LinkedHashMap<>();
        requests.put(
                "PUT /api/v1/admin/log-levels/{logger}",
                new Sent("/api/v1/admin/log-levels/org.quartz", "{\"level\":\"INFO\",\"minutes\":1}"));
        requests.put("PATCH /api/v1/admin/accounts/{id}", new Sent(account, "{\"role\":\"author\"}"));
        requests.put(
                "POST /api/v1/admin/accounts/{id}/approve",
                new Sent("/api/v1/admin/accounts/" + pending() + "/approve", null));
        requests.put("POST /api/v1/admin/accounts/{id}/reset-password", new Sent(account + "/reset-password", null));
        requests.put(
                "POST /api/v1/admin/accounts/{id}/remove-second-factor",
                new Sent("/api/v1/admin/accounts/" + withSecondFactor() + "/remove-second-factor", null));
        requests.put("POST /api/v1/admin/accounts/{id}/logout", new Sent(account + "/logout", null));
        requests.put("POST /api/v1/admin/signing-keys", new Sent(keys, null));
        requests.put("DELETE /api/v1/admin/signing-keys/{kid}", new Sent(keys + "/" + newKey(boss), null));
        requests.put(
                "POST /api/v1/admin/blocked-addresses",
                new Sent(
                        "/api/v1/admin/blocked-addresses",
                        "{\"range\":\"203.0.113.7\",\"minutes\":5,\"reason\":\"a test\"}"));
        requests.put(
                "POST /api/v1/admin/blocked-addresses/unblock",
                new Sent("/api/v1/admin/blocked-addresses/unblock", "{\"range\":\"203.0.113.7\"}"));
        requests.put("POST /hawtio/jolokia", new Sent("/hawtio/jolokia", PAUSE.formatted("pause")));
        requests.put("POST /hawtio/jolokia/", new Sent("/hawtio/jolokia/", PAUSE.formatted("resume")));
        return requests;
    }

    @Test
    void whatIsRefusedBehindADoorIsOneEvent() {
        Person anna = Person.withRole(port, "user");
        assertThat(anna.submit("maintenance-history", "{}").status()).isEqualTo(403);
        assertDenied(anna.name(), "POST /api/v1/workflows/maintenance-history/runs");

        Person berta = Person.withRole(port, "user");
        assertThat(berta.put("/api/v1/collections/default", "{\"chunkTokens\":100}")
                        .status())
                .isEqualTo(403);
        assertDenied(berta.name(), "PUT /api/v1/collections/default");

        Person key = anna.withKey("chat:write");
        assertThat(key.post("/api/v1/chat", "{\"message\":\"Well?\",\"collection\":\"default\"}")
                        .status())
                .isEqualTo(403);
        assertDenied(actor(key), "POST /api/v1/chat");

        String approval = approval(anna);
        assertThat(anna.post(approval, "{\"decision\":\"approve\"}").status()).isEqualTo(403);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                events(anna.name()).stream().filter(event -> is(event, "access-denied")))
                        .hasSize(2));
    }

    @Test
    void anAdminWhoDecidesInThePlaceOfTheApproversIsOneEvent() {
        String approval = approval(Person.withRole(port, "user"));
        Person key = Person.withRole(port, "admin").withKey("admin");
        assertThat(key.post(approval, "{\"decision\":\"approve\"}").status()).isEqualTo(200);
        assertActions(actor(key), "approval:" + last(approval), "approve");
    }

    @Test
    void whatOperatorsDoToCollectionsOfOthersIsOneEventEach() {
        Person anna = Person.withRole(port, "user");
        Person operator = Person.withRole(port, "operator");
        Person key = operator.withKey("documents:read", "documents:write");
        String name = anna.name() + "-things";
        String collection = "/api/v1/collections/" + name;
        assertThat(anna.put(collection, "{\"chunkTokens\":150}").status()).isEqualTo(201);
        assertThat(anna.put(collection, "{\"chunkTokens\":160}").status()).isEqualTo(200);
        assertThat(key.put(collection, "{\"chunkTokens\":170}").status()).isEqualTo(200);
        database.sql("update collection set previous_model = 'one', previous_dimension = 3 where name = :name")
                .param("name", name)
                .update();
        assertThat(key.post(collection + "/confirm", null).status()).isEqualTo(200);
        assertThat(key.delete(collection).status()).isEqualTo(204);
        assertActions(actor(key), "collection:" + name, "delete", "confirm", "change");
        assertThat(key.put(collection, "{}").status()).as("his own").isEqualTo(201);
        assertThat(key.delete(collection).status()).isEqualTo(204);
        assertThat(events(actor(key))).hasSize(3);
        assertThat(events(anna.name()).stream().filter(event -> is(event, "admin-action")))
                .isEmpty();
    }

    @Test
    void anApiKeyIsNamedAsTheActor() {
        Person anna = Person.withRole(port, "user");
        Person key = Person.withRole(port, "admin").withKey("admin");
        String run = anna.submit("asks-somebody", "1").header("Location");
        assertThat(key.post(run + "/cancel", null).status()).isIn(200, 202);
        assertActions(actor(key), "run:" + last(run), "cancel");

        String schedule = "s-" + UUID.randomUUID().toString().substring(0, 8);
        assertThat(anna.post(
                                "/api/v1/schedules",
                                "{\"name\":\"%s\",\"workflow\":\"no-op\",\"every\":\"6h\"}".formatted(schedule))
                        .status())
                .isEqualTo(201);
        assertThat(key.post("/api/v1/schedules/%s/pause".formatted(schedule), null)
                        .status())
                .isEqualTo(200);
        assertActions(actor(key), "schedule:" + schedule, "pause");

        Answer document = anna.run(
                "index-document",
                "{\"name\":\"a.md\",\"text\":\"Nobody knows.\",\"collection\":\"%s\"}".formatted(anna.name()));
        String id = document.json().at("/result/id").asText();
        assertThat(key.delete("/api/v1/documents/" + id).status())
                .as(document.body())
                .isEqualTo(204);
        assertActions(actor(key), "document:" + id, "delete");

        for (String operation : List.of("pause", "resume")) {
            assertThat(key.post("/hawtio/jolokia", PAUSE.formatted(operation))
                            .json()
                            .get("status")
                            .asInt())
                    .isEqualTo(200);
        }
        assertThat(events(actor(key)).stream().filter(event -> is(event, "console-action")))
                .hasSize(2);
    }

    private void assertDenied(String actor, String target) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events(actor).stream()
                                .filter(event -> is(event, "access-denied"))
                                .map(event -> event.get("target").asText() + " "
                                        + event.get("outcome").asText()))
                        .containsExactly(target + " denied"));
    }

    /** The newest first. */
    private void assertActions(String actor, String target, String... actions) {
        assertThat(events(actor).stream()
                        .filter(event -> event.get("target").asText().equals(target))
                        .map(event -> event.get("type").asText() + " "
                                + event.at("/details/action").asText()))
                .containsExactly(List.of(actions).stream()
                        .map(action -> "admin-action " + action)
                        .toArray(String[]::new));
    }

    private List<JsonNode> events(String actor) {
        JsonNode page = admin.get("/api/v1/admin/security-events?limit=200&actor=" + actor)
                .json();
        List<JsonNode> events = new ArrayList<>();
        page.get("events").forEach(events::add);
        return events;
    }

    private static boolean is(JsonNode event, String type) {
        return event.get("type").asText().equals(type);
    }

    private static String actor(Person key) {
        return "api-key:" + key.token().split("_")[1];
    }

    private String approval(Person owner) {
        String run = owner.submit("asks-somebody", "1").header("Location");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> owner.get(run).json().at("/waits/0/id").isTextual());
        return "/api/v1/approvals/" + owner.get(run).json().at("/waits/0/id").asText();
    }

    private String accountOf(Person person) {
        return person.get("/api/v1/auth/me").json().at("/account/id").asText();
    }

    private String pending() {
        String body = "{\"name\":\"late-%s\",\"password\":\"%s\"}"
                .formatted(UUID.randomUUID().toString().substring(0, 8), Person.PASSWORD);
        return admin.send(admin.request("/api/v1/auth/register")
                        .header("Authorization", "")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .json()
                .get("id")
                .asText();
    }

    private String withSecondFactor() {
        Person person = Person.withRole(port, "user");
        AuthenticatorApp.of(person);
        return accountOf(person);
    }

    private static String newKey(Person boss) {
        JsonNode keys = boss.post("/api/v1/admin/signing-keys", null).json().get("keys");
        return keys.get(keys.size() - 1).get("kid").asText();
    }

    private static int call(Person who, String method, String path, String body) {
        return switch (method) {
            case "GET" -> who.get(path).status();
            case "DELETE" -> who.delete(path).status();
            case "PUT" -> who.put(path, body).status();
            case "PATCH" -> who.patch(path, body).status();
            default -> who.post(path, body).status();
        };
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** What is sent to a door so that it does its work. */
    private record Sent(String path, String body) {}
}
