package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** The console's doors, and what may be done behind them. */
@EngineTest
// The beans in JMX are those of the newest engine of the process.
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class ConsoleIT {
    private static final String JOLOKIA = "/hawtio/jolokia";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    int port;

    @Autowired
    CamelContext camel;

    @Autowired
    TestWorkflows.Probe probe;

    @Autowired
    ServletContext servlets;

    private EngineClient admin;
    private Person operator;

    @BeforeEach
    void people() {
        admin = new EngineClient(port);
        operator = Person.withRole(port, "operator");
        probe.reset();
    }

    @Test
    void strangersAndUsersAndAuthorsStayOutside() {
        String version = "{\"type\":\"version\"}";
        for (String path : List.of("/hawtio", "/hawtio/", "/hawtio/index.html", "/hawtio/session.js", "/hawtio/user")) {
            assertThat(stranger("GET", path, null).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(stranger("POST", JOLOKIA, version).statusCode()).isEqualTo(401);
        assertThat(stranger("GET", JOLOKIA, null).statusCode()).isEqualTo(401);
        for (String role : List.of("user", "author")) {
            Person person = Person.withRole(port, role);
            assertThat(person.get("/hawtio/").status()).as(role).isEqualTo(403);
            assertThat(person.post(JOLOKIA, version).status()).as(role).isEqualTo(403);
        }
        assertThat(operator.get("/hawtio/").status()).isEqualTo(200);
        JsonNode answer = operator.post(JOLOKIA, version).json();
        assertThat(answer.get("status").asInt()).isEqualTo(200);
        assertThat(operator.post(JOLOKIA + "/?maxDepth=7&ignoreErrors=true", version)
                        .json()
                        .get("status")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void aBrowserOfAStrangerIsLedToTheLogin() {
        HttpResponse<String> answer = BrowserCalls.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hawtio/camel"))
                        .header("Accept", "text/html,*/*"),
                "GET",
                null);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/login?back=%2Fhawtio%2Fcamel");
    }

    /** A servlet would answer past the matrix, which only knows what Spring and Camel serve. */
    @Test
    void noServletServesAnythingBesideThose() {
        assertThat(servlets.getServletRegistrations().keySet()).isSubsetOf("dispatcherServlet", "default", "jsp");
    }

    @Test
    void aSessionNeedsTheProofAndAPageOfAnotherOriginHasNone() {
        HttpResponse<String> login = BrowserCalls.send(
                request("/api/v1/auth/login"),
                "POST",
                "{\"name\":\"%s\",\"password\":\"%s\",\"session\":true}".formatted(operator.name(), Person.PASSWORD));
        String jar = String.join(
                "; ",
                login.headers().allValues("Set-Cookie").stream()
                        .map(cookie -> cookie.split(";")[0])
                        .toList());
        String proof = jar.replaceAll(".*__Host-csrf=([^;]*).*", "$1");
        String version = "{\"type\":\"version\"}";
        assertThat(BrowserCalls.send(request(JOLOKIA).header("Cookie", jar), "POST", version)
                        .statusCode())
                .isEqualTo(403);
        assertThat(BrowserCalls.send(
                                request(JOLOKIA)
                                        .header("Cookie", jar)
                                        .header("X-CSRF-Token", proof)
                                        .header("Origin", "https://elsewhere.example"),
                                "POST",
                                version)
                        .statusCode())
                .isEqualTo(403);
        assertThat(BrowserCalls.send(
                                request(JOLOKIA).header("Cookie", jar).header("X-CSRF-Token", proof), "POST", version)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void itsPagesMayRunTheirOwnScriptsOnly() {
        var page = operator.get("/hawtio/");
        assertThat(page.body()).contains("/hawtio/session.js");
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval");
        assertThat(operator.get("/").header("Content-Security-Policy")).doesNotContain("unsafe-inline");
        assertThat(operator.get("/hawtio/user").body()).isEqualTo("\"" + operator.name() + "\"");
        assertThat(operator.get("/hawtio/../application.yaml").status()).isNotEqualTo(200);
        assertThat(operator.get("/hawtio/%2e%2e/application.yaml").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}",
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"InputArguments\"}",
                "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\",\"value\":true}",
                "{\"type\":\"read\",\"mbean\":\"com.sun.management:type=HotSpotDiagnostic\",\"attribute\":\"DiagnosticOptions\"}",
                "{\"type\":\"exec\",\"mbean\":\"com.sun.management:type=DiagnosticCommand\",\"operation\":\"vmSystemProperties\"}",
                "{\"type\":\"exec\",\"mbean\":\"jdk.management.jfr:type=FlightRecorder\",\"operation\":\"newRecording\"}",
                "{\"type\":\"exec\",\"mbean\":\"java.util.logging:type=Logging\",\"operation\":\"setLoggerLevel\",\"arguments\":[\"\",\"ALL\"]}",
                "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}",
                "{\"type\":\"exec\",\"mbean\":\"java.lang:*\",\"operation\":\"dumpAllThreads\"}"
            })
    void whatIsNotListedIsRefused(String request) {
        JsonNode answer = operator.post(JOLOKIA, request).json();
        assertThat(answer.get("status").asInt()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.has("stacktrace")).isFalse();
    }

    @Test
    void maintenanceJobsAreSeenPausedAndStartedByHand() {
        assertThat(maintenance("\"type\":\"read\",\"attribute\":\"Jobs\"").toString())
                .contains("sessions: next ", "backup: ");
        maintenance("\"type\":\"exec\",\"operation\":\"pause\",\"arguments\":[\"sessions\"]");
        assertThat(maintenance("\"type\":\"read\"").at("/Jobs").toString())
                .contains("sessions: paused by " + operator.name());

        String run = maintenance("\"type\":\"exec\",\"operation\":\"run\",\"arguments\":[\"sessions\"]")
                .asText();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(operator.get("/api/v1/runs/" + run)
                                .json()
                                .get("state")
                                .asText())
                        .isEqualTo("succeeded"));
        maintenance("\"type\":\"exec\",\"operation\":\"resume\",\"arguments\":[\"sessions\"]");
        assertThat(maintenance("\"type\":\"read\",\"attribute\":\"Paused\"").toString())
                .doesNotContain("sessions");

        JsonNode unknown = operator.post(
                        JOLOKIA,
                        "{\"type\":\"exec\",\"mbean\":\"io.aiworkflow:name=maintenance\",\"operation\":\"run\",\"arguments\":[\"washing\"]}")
                .json();
        assertThat(unknown.get("status").asInt()).isGreaterThanOrEqualTo(400);
        assertThat(unknown.get("error").asText()).contains("there is no maintenance job of this name");
        assertThat(admin.get("/api/v1/admin/security-events?type=console-action&actor=" + operator.name())
                        .body())
                .contains("pause", "run", "resume", "io.aiworkflow:name=maintenance");
    }

    @Test
    void quartzIsSeenAndLeftAlone() {
        JsonNode found = operator.post(JOLOKIA, "{\"type\":\"search\",\"mbean\":\"quartz:type=QuartzScheduler,*\"}")
                .json()
                .get("value");
        assertThat(found).isNotEmpty();
        String quartz = found.get(0).asText().replace("\"", "\\\"");
        JsonNode state = operator.post(
                        JOLOKIA,
                        "{\"type\":\"read\",\"mbean\":\"%s\",\"attribute\":\"SchedulerName\"}".formatted(quartz))
                .json();
        assertThat(state.get("value").asText()).isEqualTo("schedules");
        JsonNode refused = operator.post(
                        JOLOKIA, "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"clear\"}".formatted(quartz))
                .json();
        assertThat(refused.get("status").asInt()).isEqualTo(403);
    }

    @Test
    void aReadOfEverythingLeavesTheSecretsOut() {
        JsonNode answer = operator.post(
                        JOLOKIA + "?ignoreErrors=true", "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\"}")
                .json();
        assertThat(answer.at("/value/Uptime").asLong()).isPositive();
        assertThat(answer.at("/value/SystemProperties").toString())
                .doesNotContain("java.home")
                .contains("forbidden");
        assertThat(answer.at("/value/InputArguments").isArray()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "[1]",
                "{}",
                "{\"type\":\"read\"}",
                "{\"type\":\"exec\",\"mbean\":\"x\"}",
                "{\"type\":\"version\",\"target\":{\"url\":\"service:jmx:rmi://x\"}}"
            })
    void whatCannotBeReadIsACallersMistake(String body) {
        assertThat(operator.post(JOLOKIA, body).status()).isIn(200, 400);
        assertThat(operator.post(JOLOKIA, body).body()).doesNotContain("\tat ");
    }

    @Test
    void aStoppedWorkflowTakesRunsThatWaitUntilItIsStartedAgain() {
        assertThat(steer("stop()", "child").get("status").asInt()).isEqualTo(200);
        assertThat(camel.getRouteController().getRouteStatus("child")).isEqualTo(ServiceStatus.Stopped);
        String run = admin.submit("child", "1").json().get("id").asText();
        String parent = admin.submit("parent", "1").json().get("id").asText();
        await().atMost(PATIENCE).until(() -> state(parent).equals("waiting"));
        assertThat(state(run)).isEqualTo("queued");
        assertThat(admin.run("no-op", "1").status()).isEqualTo(200);

        assertThat(steer("start()", "child").get("status").asInt()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> state(run).equals("succeeded"));
        await().atMost(PATIENCE).until(() -> state(parent).equals("succeeded"));
        JsonNode done = admin.get("/api/v1/runs/" + run).json();
        assertThat(done.get("attempts").asInt()).as("attempts used up").isZero();
    }

    @Test
    void whatIsExecutedComesToItsEndBeforeTheRouteStops() throws Exception {
        CountDownLatch gate = probe.block("child");
        String run = admin.submit("child", "1").json().get("id").asText();
        await().atMost(PATIENCE).until(() -> probe.visits().contains("child"));
        Thread opener = new Thread(() -> {
            await().atMost(PATIENCE).until(() -> admin.get("/api/v1/workflows").status() == 200);
            gate.countDown();
        });
        opener.start();
        assertThat(steer("suspend()", "child").get("status").asInt()).isEqualTo(200);
        opener.join();
        assertThat(state(run)).isEqualTo("succeeded");
        assertThat(steer("resume()", "child").get("status").asInt()).isEqualTo(200);
        assertThat(admin.run("child", "1").status()).isEqualTo(200);
    }

    @Test
    void partsOfTheEngineAndInnerPartsOfWorkflowsStay() {
        for (String route : List.of("list-runs", "login", "submit-run")) {
            JsonNode answer = steer("stop()", route);
            assertThat(answer.get("status").asInt()).as(route).isEqualTo(409);
            assertThat(answer.get("error").asText()).contains("part of the engine");
        }
        assertThat(steer("stop()", "nothing-of-this-kind").get("status").asInt())
                .isEqualTo(409);
        assertThat(admin.get("/api/v1/runs").status()).isEqualTo(200);
    }

    @Test
    void eachCallIsOneSecurityEvent() {
        String denied = "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}";
        String allowed =
                "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Threading\",\"operation\":\"findDeadlockedThreads()\"}";
        operator.post(JOLOKIA, "[%s,%s,{\"type\":\"version\"}]".formatted(denied, allowed));
        steer("stop()", "list-runs");
        steer("start()", "no-op");
        List<String> events = StreamSupport.stream(
                        admin.get("/api/v1/admin/security-events?type=console-action&actor=" + operator.name())
                                .json()
                                .get("events")
                                .spliterator(),
                        false)
                .map(event -> event.get("target").asText().replaceFirst(".*name=(\"[^\"]*\").*", "$1") + " "
                        + event.at("/details/operation").asText() + " "
                        + event.get("outcome").asText())
                .toList();
        assertThat(events)
                .containsExactlyInAnyOrder(
                        "mbean:java.lang:type=Memory gc denied",
                        "mbean:java.lang:type=Threading findDeadlockedThreads() success",
                        "\"list-runs\" stop() failure",
                        "\"no-op\" start() success");
    }

    private JsonNode steer(String operation, String route) {
        return operator.post(
                        JOLOKIA,
                        "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=%s,type=routes,name=\\\"%s\\\"\",\"operation\":\"%s\"}"
                                .formatted(camel.getName(), route, operation))
                .json();
    }

    private String state(String run) {
        return admin.get("/api/v1/runs/" + run).json().get("state").asText();
    }

    private HttpResponse<String> stranger(String method, String path, String body) {
        return BrowserCalls.send(request(path), method, body);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private JsonNode maintenance(String request) {
        JsonNode answer = operator.post(JOLOKIA, "{\"mbean\":\"io.aiworkflow:name=maintenance\",%s}".formatted(request))
                .json();
        assertThat(answer.get("status").asInt()).as(answer.toString()).isEqualTo(200);
        return answer.get("value");
    }
}
