package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.SlowOutside;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine as a real process on its embedded database, killed before and after a person has decided. */
class ApprovalAfterRestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final SlowOutside outside = new SlowOutside(Duration.ZERO);

    @BeforeEach
    void writeRoutes() throws IOException {
        Path routes = directory.resolve("routes");
        outside.writeKamelet(routes);
        Files.createDirectories(routes.resolve("workflows"));
        Files.writeString(routes.resolve("workflows/refund.camel.yaml"), workflow());
    }

    @AfterEach
    void closeOutside() {
        outside.close();
    }

    @Test
    void anApprovalIsStillThereAfterAKillAndItsDecisionToo() {
        CountDownLatch after = outside.block("after");
        try (EngineProcess process = engine()) {
            EngineClient first = process.startWithQuickLease();
            String run = submit(first);
            JsonNode asked = onlyApproval(first);
            process.kill();

            EngineClient second = process.startWithQuickLease();
            assertThat(state(second, run)).isEqualTo("waiting");
            assertThat(onlyApproval(second)).isEqualTo(asked);
            String approval = "/api/v1/approvals/" + asked.get("id").asText();
            assertThat(second.get(approval).json().at("/subject/order").asInt()).isEqualTo(7);
            assertThat(decide(second, approval, "approve").status()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> outside.calls("after") == 1);
            process.kill();
            after.countDown();

            EngineClient third = process.startWithQuickLease();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(state(third, run)).isEqualTo("succeeded"));
            JsonNode finished = third.get(run).json();
            assertThat(finished.get("result").asText()).isEqualTo("approve by admin");
            assertThat(finished.get("attempts").asInt()).isZero();
            assertThat(finished.get("steps").findValuesAsText("id")).containsExactly("before", "after");
            assertThat(outside.calls("before")).isEqualTo(1);
            assertThat(outside.calls("after"))
                    .as("it was in the middle when the engine was killed")
                    .isEqualTo(2);
            assertThat(decide(third, approval, "reject").status()).isEqualTo(409);
            assertThat(third.get("/api/v1/approvals").json().get("approvals")).isEmpty();
        }
    }

    private EngineProcess engine() {
        return EngineProcess.withRoles("api,worker", directory, directory.resolve("routes"), TestDatabase.settings());
    }

    private static String submit(EngineClient engine) {
        Answer accepted = engine.submit("refund", "{\"order\":7}");
        assertThat(accepted.status())
                .as(() ->
                        accepted.body() + engine.get("/api/v1/workflows").json().get("refused"))
                .isEqualTo(202);
        return accepted.header("Location");
    }

    private static JsonNode onlyApproval(EngineClient engine) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(engine.get("/api/v1/approvals").json().get("approvals"))
                                .hasSize(1));
        return engine.get("/api/v1/approvals").json().at("/approvals/0");
    }

    private static Answer decide(EngineClient engine, String approval, String decision) {
        return engine.post(approval, "{\"decision\":\"%s\"}".formatted(decision));
    }

    private static String state(EngineClient engine, String run) {
        return engine.get(run).json().get("state").asText();
    }

    private static String workflow() {
        return """
                - route:
                    id: refund
                    description: Calls the outside before and after a person has decided.
                    from:
                      uri: workflow:refund
                      steps:
                        - setVariable: {name: order, simple: "${body}"}
                        - step:
                            id: before
                            steps:
                              - to: {id: call-before, uri: "kamelet:slow-sink", parameters: {name: before}}
                              - setBody: {variable: order}
                        - to:
                            id: ask
                            uri: approval:refund
                            parameters: {title: Shall this order be refunded?}
                            variableReceive: answer
                        - step:
                            id: after
                            steps:
                              - to: {id: call-after, uri: "kamelet:slow-sink", parameters: {name: after}}
                              - setBody: {simple: "${variable.answer[decision]} by ${variable.answer[by]}"}
                """;
    }
}
