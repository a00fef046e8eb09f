package io.aiworkflow.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@EngineTest
class PagesIT {
    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
    }

    @Test
    void overviewShowsWorkflowsAndLatestRuns() {
        String run = engine.run("no-op", "1").json().get("id").asText();
        Answer page = engine.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.body()).contains("answer-question", "text-statistics", "/runs/" + run);
    }

    @Test
    void runPageShowsStepsInputAndResultAsTextOnly() {
        String run = engine.run("three-steps", "{\"a\":\"<script>alert(1)</script>\"}")
                .json()
                .get("id")
                .asText();
        String page = engine.get("/runs/" + run).body();
        assertThat(page).contains("first", "second", "third", "&lt;script&gt;").doesNotContain("<script>alert");
    }

    @Test
    void runPageTellsWhoCancelledTheRunAndWhy() {
        String run = engine.submit("absent-model", "1").json().get("id").asText();
        engine.post("/api/v1/runs/" + run + "/cancel", "{\"reason\":\"<b>changed</b> my mind\"}");
        await().untilAsserted(() ->
                assertThat(engine.get("/runs/" + run).body()).contains("cancelled by", "admin", "&lt;b&gt;changed"));
    }

    @Test
    void unknownRunIsAPageThatSaysSo() {
        Answer page = engine.get("/runs/" + UUID.randomUUID());
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body()).contains("there is no run");
        assertThat(engine.get("/runs/nonsense").status()).isEqualTo(400);
    }

    @Test
    void apiPageLoadsTheDocument() {
        assertThat(engine.get("/docs").body()).contains("/docs/start.js");
        assertThat(engine.get("/docs/start.js").body()).contains("/openapi.json");
        assertThat(engine.get("/webjars/swagger-ui/swagger-ui-bundle.js").status())
                .isEqualTo(200);
    }
}
