package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People see and steer their own schedules, operators all; runs are started with the rights of the owner. */
@EngineTest
class ScheduleDoorsIT {
    private static final String DOOR = "/api/v1/schedules";

    @LocalServerPort
    int port;

    @Autowired
    CamelContext camel;

    @Autowired
    JdbcClient database;

    private final String name = "s-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aScheduleIsMadeShownChangedSteeredAndRemoved() {
        Person anna = Person.withRole(port, "user");
        Answer made = anna.post(DOOR, body("\"cron\": \"0 0 7 ? * MON-FRI\", \"zone\": \"Europe/Berlin\""));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("Location")).endsWith(DOOR + "/" + name);
        JsonNode schedule = anna.get(DOOR + "/" + name).json();
        assertThat(schedule.get("owner").asText()).isEqualTo(anna.name());
        assertThat(schedule.get("source").asText()).isEqualTo("api");
        assertThat(schedule.get("misfire").asText()).isEqualTo("once");
        assertThat(Instant.parse(schedule.get("nextAt").asText())).isAfter(Instant.now());

        JsonNode next = anna.get(DOOR + "/" + name + "/next").json().get("firings");
        assertThat(next).hasSize(10);
        assertThat(next.get(0)).isEqualTo(schedule.get("nextAt"));

        Answer changed = patch(anna, "{\"every\": \"6h\", \"misfire\": \"all:3\", \"overlap\": \"queue\"}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().get("every").asText()).isEqualTo("PT6H");
        assertThat(changed.json().has("cron")).isFalse();
        assertThat(changed.json().get("misfire").asText()).isEqualTo("all:3");

        assertThat(act(anna, "pause").json().has("nextAt")).isFalse();
        assertThat(act(anna, "resume").json().has("nextAt")).isTrue();
        Answer run = act(anna, "run");
        assertThat(run.status()).as(run.body()).isEqualTo(202);
        String id = run.json().get("id").asText();
        assertThat(anna.get("/api/v1/runs/" + id).status()).isEqualTo(200);
        JsonNode ledger = anna.get(DOOR + "/" + name + "/firings").json().get("firings");
        assertThat(ledger).hasSize(1);
        assertThat(ledger.get(0).get("run").asText()).isEqualTo(id);
        assertThat(ledger.get(0).get("reason").asText()).isEqualTo("started by " + anna.name());

        assertThat(anna.delete(DOOR + "/" + name).status()).isEqualTo(204);
        assertThat(anna.get(DOOR + "/" + name).status()).isEqualTo(404);
    }

    @Test
    void whatIsDueIsFiredWithTheRightsThatItsOwnerHasThen() {
        Person anna = Person.withRole(port, "user");
        EngineClient admin = new EngineClient(port);
        anna.post(DOOR, body("\"at\": \"%s\"".formatted(Instant.now().plusSeconds(2))));
        JsonNode fired = firstFiring(anna);
        assertThat(fired.get("outcome").asText()).isIn("fired", "late");
        JsonNode run = anna.get("/api/v1/runs/" + fired.get("run").asText()).json();
        assertThat(run.get("workflow").asText()).isEqualTo("no-op");
        assertThat(anna.get(DOOR + "/" + name).json().has("nextAt")).isFalse();

        String account = anna.get("/api/v1/auth/me").json().at("/account/id").asText();
        assertThat(account).isNotEmpty();
        assertThat(patch(anna, "{\"at\": \"%s\"}".formatted(Instant.now().plusSeconds(5)))
                        .status())
                .isEqualTo(200);
        admin.send(admin.request("/api/v1/admin/accounts/" + account)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"state\": \"disabled\"}"))
                .build());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(DOOR + "/" + name + "/firings")
                                .json()
                                .get("firings")
                                .size()
                        == 2);
        JsonNode refused = admin.get(DOOR + "/" + name).json().get("last");
        assertThat(refused.get("outcome").asText()).isEqualTo("refused");
        assertThat(refused.get("reason").asText()).contains("not active");
    }

    @Test
    void whatThisEngineCannotReadIsToldOfAndCanBeRemoved() {
        Person anna = Person.withRole(port, "user");
        Person berta = Person.withRole(port, "user");
        anna.post(DOOR, body("\"every\": \"1h\""));
        database.sql(
                        "update schedule set kind = 'cron', spec = '0 0 7 * * ?', zone = 'Moon/Tranquility' where name = :name")
                .param("name", name)
                .update();
        String one = DOOR + "/" + name;
        List<Answer> refused = List.of(
                anna.get(one),
                patch(anna, "{\"every\": \"2h\"}"),
                act(anna, "pause"),
                act(anna, "run"),
                anna.get(one + "/next"));
        assertThat(refused).allSatisfy(each -> {
            assertThat(each.status()).as(each.body()).isEqualTo(409);
            assertThat(each.body()).contains("cannot read the schedule '" + name);
        });
        assertThat(anna.get(one + "/firings").status()).isEqualTo(200);
        assertThat(berta.get(one).status()).isEqualTo(404);
        assertThat(berta.delete(one).status()).isEqualTo(404);
        assertThat(anna.delete(one).status()).isEqualTo(204);
        assertThat(anna.get(one).status()).isEqualTo(404);
    }

    @Test
    void othersDoNotSeeItAndOperatorsSteerIt() {
        Person anna = Person.withRole(port, "user");
        Person berta = Person.withRole(port, "user");
        Person operator = Person.withRole(port, "operator");
        anna.post(DOOR, body("\"every\": \"1h\""));
        for (String path : List.of("", "/next", "/firings")) {
            assertThat(berta.get(DOOR + "/" + name + path).status()).as(path).isEqualTo(404);
        }
        for (String action : List.of("pause", "resume", "run")) {
            assertThat(act(berta, action).status()).as(action).isEqualTo(404);
        }
        assertThat(berta.delete(DOOR + "/" + name).status()).isEqualTo(404);
        assertThat(patch(berta, "{\"every\": \"2h\"}").status()).isEqualTo(404);
        assertThat(names(berta)).doesNotContain(name);
        assertThat(names(anna)).containsExactly(name);
        assertThat(names(operator)).contains(name);
        Answer taken = berta.post(DOOR, body("\"every\": \"1h\""));
        assertThat(taken.status()).isEqualTo(422);
        assertThat(taken.json().at("/errors/0/field").asText()).isEqualTo("/name");

        assertThat(act(operator, "pause").json().get("paused").asBoolean()).isTrue();
        assertThat(new EngineClient(port)
                        .get("/api/v1/admin/security-events?type=admin-action&target=schedule:" + name)
                        .body())
                .contains(operator.name());
    }

    @Test
    void runsThatMayDoMoreAreNotGivenTheirInputByOthers() {
        Person operator = Person.withRole(port, "operator");
        EngineClient admin = new EngineClient(port);
        assertThat(admin.post(DOOR, body("\"every\": \"1h\"")).status()).isEqualTo(201);
        assertThat(patch(operator, "{\"input\": {\"all\": true}}").status()).isEqualTo(403);
        assertThat(patch(operator, "{\"every\": \"2h\"}").status()).isEqualTo(200);
    }

    @Test
    void whatIsWrongIsNamed() {
        Person anna = Person.withRole(port, "user");
        assertRefused(anna, "/cron", "\"cron\": \"0 0 25 * * ?\"");
        assertRefused(anna, "/cron", "\"cron\": \"* * * * * ?\"");
        assertRefused(anna, "/cron", "\"cron\": \"0 0 0 30 2 ?\"");
        assertRefused(anna, "/cron", "\"misfire\": \"once\"");
        assertRefused(anna, "/zone", "\"cron\": \"0 0 7 * * ?\", \"zone\": \"Atlantis\"");
        assertRefused(anna, "/zone", "\"every\": \"1h\", \"zone\": \"UTC\"");
        assertRefused(anna, "/every", "\"every\": \"often\"");
        assertRefused(anna, "/every", "\"every\": \"5s\"");
        assertRefused(anna, "/every", "\"cron\": \"0 0 7 * * ?\", \"every\": \"1h\"");
        assertRefused(anna, "/at", "\"at\": \"2020-01-01T00:00:00Z\"");
        assertRefused(anna, "/at", "\"at\": \"tomorrow\"");
        assertRefused(anna, "/misfire", "\"every\": \"1h\", \"misfire\": \"all:0\"");
        assertRefused(anna, "/overlap", "\"every\": \"1h\", \"overlap\": \"perhaps\"");
        assertRefused(anna, "/sometimes", "\"every\": \"1h\", \"sometimes\": true");
        String large = "\"input\": {\"text\": \"%s\"}".formatted("ä".repeat(33 * 1024));
        assertRefused(anna, "/input", "\"every\": \"1h\", " + large);
        assertFields(anna, "{\"name\": \"Not A Name\", \"workflow\": \"no-op\", \"every\": \"1h\"}", "/name");
        assertFields(anna, "{\"name\": \"no-op\", \"workflow\": \"no-op\", \"every\": \"1h\"}", "/name");
        assertFields(
                anna, "{\"name\": \"%s\", \"workflow\": \"nowhere\", \"every\": \"1h\"}".formatted(name), "/workflow");
        assertFields(
                anna,
                "{\"name\": \"%s\", \"workflow\": \"replay-dead-letters\", \"every\": \"1h\"}".formatted(name),
                "/workflow");
        assertFields(
                anna,
                "{\"name\": \"%s\", \"workflow\": \"text-statistics\", \"every\": \"1h\"}".formatted(name),
                "/input/text");
        assertThat(anna.get(DOOR + "?cursor=x&limit=0").status()).isEqualTo(400);
        assertThat(anna.get(DOOR + "/nothing/firings?cursor=x").status()).isEqualTo(400);
        assertThat(names(anna)).isEmpty();
    }

    @Test
    void theScheduleOfAFileIsPausedAndRunButNotChanged() throws Exception {
        Person operator = Person.withRole(port, "operator");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("workflow:" + name + "?schedule=0%2030%202%20*%20*%20?&scheduleZone=Europe/Berlin")
                        .routeId(name)
                        .log("at night");
            }
        });
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operator.get(DOOR + "/" + name).status() == 200);
        JsonNode declared = operator.get(DOOR + "/" + name).json();
        assertThat(declared.get("source").asText()).isEqualTo("file");
        assertThat(declared.get("cron").asText()).isEqualTo("0 30 2 * * ?");
        assertThat(declared.get("owner").asText()).isEqualTo("engine");

        assertThat(patch(operator, "{\"every\": \"2h\"}").status()).isEqualTo(409);
        assertThat(operator.delete(DOOR + "/" + name).status()).isEqualTo(409);
        assertThat(act(operator, "pause").json().get("paused").asBoolean()).isTrue();
        assertThat(act(operator, "resume").json().get("paused").asBoolean()).isFalse();
        Answer run = act(operator, "run");
        assertThat(run.status()).as(run.body()).isEqualTo(202);

        camel.getRouteController().stopRoute(name);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operator.get(DOOR + "/" + name).status() == 404);
    }

    private void assertRefused(Person person, String field, String times) {
        assertFields(person, body(times), field);
    }

    private static void assertFields(Person person, String body, String field) {
        Answer answer = person.post(DOOR, body);
        assertThat(answer.status()).as(body).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText())
                .as(answer.body())
                .isEqualTo(field);
    }

    private String body(String times) {
        return "{\"name\": \"%s\", \"workflow\": \"no-op\", %s}".formatted(name, times);
    }

    private Answer act(Person person, String action) {
        return person.post(DOOR + "/" + name + "/" + action, null);
    }

    private Answer patch(Person person, String body) {
        return person.patch(DOOR + "/" + name, body);
    }

    private JsonNode firstFiring(Person person) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> person.get(DOOR + "/" + name).json().has("last"));
        return person.get(DOOR + "/" + name).json().get("last");
    }

    private static List<String> names(Person person) {
        List<String> names = new ArrayList<>();
        person.get(DOOR + "?limit=200")
                .json()
                .get("schedules")
                .forEach(each -> names.add(each.get("name").asText()));
        return names;
    }
}
