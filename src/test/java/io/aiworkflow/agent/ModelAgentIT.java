package io.aiworkflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** A model that uses workflows as its tools, with the real Kamelet and real sub-runs. */
@EngineTest
class ModelAgentIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String WORKFLOW = """
            - route:
                id: agent-task
                description: Lets a model count words.
                from:
                  uri: workflow:agent-task
                  parameters: {attempts: 5}
                  steps:
                    - setBody: {simple: "${body[task]}"}
                    - step:
                        id: agent
                        steps:
                          - kamelet: {name: model-agent-action, parameters: {tools: text-statistics, maxTurns: 5}}
            """;

    @TempDir
    static Path routes;

    static FakeOllama ollama;

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.routes.directory", routes::toString);
        registry.add("engine.model.base-url", () -> ollama.url());
    }

    @BeforeAll
    static void prepare() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Files.writeString(routes.resolve("workflows/agent-task.camel.yaml"), WORKFLOW);
        ollama = FakeOllama.start();
    }

    @AfterAll
    static void stopModel() {
        ollama.close();
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
    }

    @Test
    void callsAreSubRunsAndTurnsAreSteps() {
        ollama.chats(
                FakeReply.toolCall("c1", "text-statistics", Map.of("text", "three little words")),
                FakeReply.toolCall("c2", "no-op", Map.of("text", "not offered")),
                FakeReply.text("They are three words."));

        Answer answer = engine.run("agent-task", "{\"task\":\"How many words are three little words?\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode result = answer.json().get("result");
        assertThat(result.get("answer").asText()).isEqualTo("They are three words.");
        assertThat(result.get("turns").asInt()).isEqualTo(3);
        assertThat(result.at("/calls/0/state").asText()).isEqualTo("succeeded");
        assertThat(result.at("/calls/1/state").asText()).isEqualTo("refused");
        assertThat(ollama.lastChat().toString()).contains("there is no tool 'no-op'");
        String id = answer.json().get("id").asText();
        assertThat(engine.get("/api/v1/runs?workflow=text-statistics")
                        .json()
                        .get("runs")
                        .findValuesAsText("parent"))
                .contains(id);
        assertThat(engine.get("/api/v1/runs/" + id).json().get("steps").findValuesAsText("id"))
                .filteredOn("model-turn"::equals)
                .hasSize(3);
    }

    @Test
    void aCancelEndsTheCallOfTheModel() {
        ollama.chats(FakeReply.silence());
        int before = ollama.abandonedCalls();
        int asked = ollama.requests("/api/chat").size();
        String run = engine.submit("agent-task", "{\"task\":\"Never mind.\"}").header("Location");
        await().atMost(PATIENCE).until(() -> ollama.requests("/api/chat").size() > asked);

        assertThat(engine.post(run + "/cancel", "{}").status()).isLessThan(300);

        await().atMost(PATIENCE).until(() -> ollama.abandonedCalls() > before);
        await().atMost(PATIENCE)
                .until(() -> engine.get(run).json().get("state").asText().equals("cancelled"));
    }
}
