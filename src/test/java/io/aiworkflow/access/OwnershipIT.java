package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People see and steer their own runs; operators those of everybody. Roles of workflows count at every door. */
@EngineTest
class OwnershipIT {
    private static Person anna;
    private static Person berta;
    private static Person operator;

    @Autowired
    JdbcClient database;

    @LocalServerPort
    int port;

    @BeforeEach
    void people() {
        if (anna == null) {
            anna = Person.withRole(port, "user");
            berta = Person.withRole(port, "user");
            operator = Person.withRole(port, "operator");
        }
    }

    @Test
    void somebodyElsesRunIsNotThere() {
        String run = anna.submit("no-op", "1").header("Location");
        assertThat(anna.get(run).status()).isEqualTo(200);
        for (String door : List.of("", "/events")) {
            assertThat(berta.get(run + door).status()).as(door).isEqualTo(404);
        }
        for (String action : List.of("/cancel", "/retry")) {
            assertThat(berta.post(run + action, null).status()).as(action).isEqualTo(404);
        }
        assertThat(berta.get("/runs/" + id(run)).status()).isEqualTo(404);
        assertThat(operator.get(run).status()).isEqualTo(200);
    }

    @Test
    void listsShowOnesOwnRunsAndOperatorsThoseOfEverybody() {
        String run = id(anna.submit("no-op", "1").header("Location"));
        assertThat(ids(anna.get("/api/v1/runs?limit=200").json())).contains(run);
        assertThat(ids(berta.get("/api/v1/runs?limit=200").json())).doesNotContain(run);
        assertThat(ids(operator.get("/api/v1/runs?limit=200").json())).contains(run);
    }

    @Test
    void theRoleOfAWorkflowCountsForRequestsAndSubRuns() {
        assertThat(anna.submit("for-operators", "1").status()).isEqualTo(403);
        assertThat(operator.submit("for-operators", "1").status()).isEqualTo(202);
        JsonNode refused =
                anna.post("/api/v1/workflows/calls-for-operators/runs", "1").json();
        String run = "/api/v1/runs/" + refused.get("id").asText();
        org.awaitility.Awaitility.await()
                .untilAsserted(() ->
                        assertThat(anna.get(run).json().get("state").asText()).isEqualTo("failed"));
        assertThat(anna.get(run).json().at("/error/code").asText()).isEqualTo("FORBIDDEN");
        assertThat(anna.get("/api/v1/workflows").body()).doesNotContain("\"for-operators\"");
    }

    @Test
    void anApprovalIsSeenByThoseWhoDecideAndByTheOwnerOfTheRun() {
        String run = anna.submit("asks-operators", "1").header("Location");
        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () -> assertThat(anna.get(run).json().at("/waits/0/id").isMissingNode())
                                .isFalse());
        String approval =
                "/api/v1/approvals/" + anna.get(run).json().at("/waits/0/id").asText();
        assertThat(berta.get(approval).status()).isEqualTo(404);
        assertThat(berta.post(approval, "{\"decision\":\"approve\"}").status()).isEqualTo(404);
        assertThat(anna.get(approval).status()).isEqualTo(200);
        assertThat(anna.post(approval, "{\"decision\":\"approve\"}").status()).isEqualTo(403);
        assertThat(operator.get("/api/v1/approvals").body()).contains(id(approval));
        assertThat(anna.get("/api/v1/approvals").body()).doesNotContain(id(approval));
        JsonNode decided = operator.post(approval, "{\"decision\":\"approve\"}").json();
        assertThat(decided.get("decidedBy").asText()).isEqualTo(operator.name());
    }

    @Test
    void anotherTryNeedsTheRoleTooAndGoesOnWithNoMoreRights() {
        EngineClient admin = new EngineClient(port);
        String guarded = failed(admin, admin.submit("fails-for-admins", "1").header("Location"));
        assertThat(operator.post(guarded + "/retry", "{\"input\":2}").status()).isEqualTo(403);
        String open = failed(admin, admin.submit("fails", "1").header("Location"));
        assertThat(operator.post(open + "/retry", "{\"input\":2}").status()).isEqualTo(202);
        assertThat(database.sql("select submitter_role from run where id = :id")
                        .param("id", UUID.fromString(id(open)))
                        .query(String.class)
                        .single())
                .isEqualTo("operator");
        assertThat(admin.get("/api/v1/admin/security-events?type=admin-action&target=run:" + id(open))
                        .json()
                        .get("events"))
                .hasSize(1);
    }

    @Test
    void anOpenStreamEndsWithTheSession() throws Exception {
        Person cleo = Person.withRole(port, "user");
        String run = cleo.submit("asks-operators", "1").header("Location");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + run + "/events"))
                .header("Authorization", "Bearer " + cleo.token())
                .build();
        CompletableFuture<String> stream = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(answer -> readToTheEnd(answer.body()));
        assertThatThrownBy(() -> stream.get(5, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        cleo.post("/api/v1/auth/logout", null);
        assertThat(stream.get(5, TimeUnit.SECONDS)).contains("retry:");
    }

    /** It may be cut off. */
    private static String readToTheEnd(InputStream in) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            in.transferTo(read);
        } catch (IOException e) {
            // The end all the same.
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static String failed(EngineClient admin, String run) {
        org.awaitility.Awaitility.await()
                .untilAsserted(() ->
                        assertThat(admin.get(run).json().get("state").asText()).isEqualTo("failed"));
        return run;
    }

    private static String id(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static List<String> ids(JsonNode page) {
        return page.get("runs").findValuesAsText("id");
    }

    @TestConfiguration
    static class Routes {
        @Bean
        RouteBuilder guardedWorkflows() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:for-operators?role=operator")
                            .routeId("for-operators")
                            .setBody(constant("done"));
                    from("workflow:calls-for-operators?attempts=1")
                            .routeId("calls-for-operators")
                            .to("workflow:for-operators");
                    from("workflow:fails-for-admins?role=admin&attempts=1")
                            .routeId("fails-for-admins")
                            .throwException(new IllegalArgumentException("as told"));
                    from("workflow:fails?attempts=1")
                            .routeId("fails")
                            .throwException(new IllegalArgumentException("as told"));
                    from("workflow:asks-operators")
                            .routeId("asks-operators")
                            .to("approval:ok?title=Shall%20it%20go%20on&approvers=operator");
                }
            };
        }
    }
}
