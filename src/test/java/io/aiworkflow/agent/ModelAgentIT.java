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
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    /** A task whose tool is the task itself. */
    private static final String LOOP = """
            - route:
                id: agent-loop
                description: Lets a model give its task to the same workflow again.
                from:
                  uri: workflow:agent-loop
                  parameters: {input: schemas/agent-loop.input.json}
                  steps:
                    - step:
                        id: agent
                        steps:
                          - kamelet:
                              name: model-agent-action
                              parameters: {prompt: "${body[task]}", tools: agent-loop, maxTurns: 2}
            """;

    private static final String WITH_SPARE = """
            - route:
                id: with-spare
                description: Has a task done by a model that is not there.
                from:
                  uri: workflow:with-spare
                  parameters: {fallbackModel: spare}
                  steps:
                    - step:
                        id: agent
                        steps:
                          - kamelet:
                              name: model-agent-action
                              parameters: {prompt: "${body[task]}", tools: with-other, model: absent}
                    - setBody: {simple: "${body[answer]}"}
                    - step:
                        id: generate
                        steps:
                          - kamelet: {name: ollama-generate-action, parameters: {model: absent, answer: full}}
                    - setBody: {simple: "${body[model]}"}
            """;

    private static final String WITH_OTHER = """
            - route:
                id: with-other
                description: Asks a model that is not there.
                from:
                  uri: workflow:with-other
                  parameters: {input: schemas/agent-loop.input.json, fallbackModel: other}
                  steps:
                    - step:
                        id: ask
                        steps:
                          - kamelet:
                              name: ollama-chat-action
                              parameters: {prompt: "${body[task]}", model: absent, answer: full}
                    - setBody: {simple: "${body[model]}"}
            """;

    private static final String HURRIED = """
            - route:
                id: hurried
                description: Has a task done within a second.
                from:
                  uri: workflow:hurried
                  steps:
                    - step:
                        id: agent
                        steps:
                          - kamelet:
                              name: model-agent-action
                              parameters: {prompt: "${body[task]}", tools: with-other, maxTime: 1s}
            """;

    private static final String TASK = """
            {"type": "object", "required": ["task"], "properties": {"task": {"type": "string"}}}""";

    @TempDir
    static Path routes;

    static FakeOllama ollama;

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.routes.directory", routes::toString);
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.worker.max-depth", () -> "3");
    }

    @BeforeAll
    static void prepare() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Files.writeString(routes.resolve("workflows/agent-task.camel.yaml"), WORKFLOW);
        Files.writeString(routes.resolve("workflows/agent-loop.camel.yaml"), LOOP);
        Files.writeString(routes.resolve("workflows/with-spare.camel.yaml"), WITH_SPARE);
        Files.writeString(routes.resolve("workflows/with-other.camel.yaml"), WITH_OTHER);
        Files.writeString(routes.resolve("workflows/hurried.camel.yaml"), HURRIED);
        Files.writeString(routes.resolve("schemas/agent-loop.input.json"), TASK);
        ollama = FakeOllama.start().hasOnly("llama3.2", "spare", "other");
    }

    @AfterAll
    static void stopModel() {
        ollama.close();
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        assertThat(engine.get("/api/v1/workflows").json().get("refused")).isEmpty();
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
    void aTurnThatBreaksOffIsNoAnswer() {
        ollama.chats(FakeReply.cutAtLengthLimit("They are"));

        Answer answer = engine.run("agent-task", "{\"task\":\"How many words are these?\"}");

        assertThat(answer.body()).contains("MODEL_ANSWER_INVALID", "breaks off");
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

    @Test
    void aCancelEndsTheCallOfAToolsModel() {
        ollama.chats(FakeReply.toolCall("c1", "with-other", Map.of("task", "Wait.")), FakeReply.silence());
        int before = ollama.abandonedCalls();
        String run = engine.submit("with-spare", "{\"task\":\"Never mind.\"}").header("Location");
        await().atMost(PATIENCE)
                .until(() -> ollama.requests("/api/chat").stream()
                        .anyMatch(seen -> seen.body().path("model").asText().equals("other")
                                && seen.body().toString().contains("Wait.")));
        JsonNode tool = engine.get("/api/v1/runs?workflow=with-other").json().at("/runs/0");
        assertThat(run).endsWith(tool.get("parent").asText());

        assertThat(engine.post(run + "/cancel", "{}").status()).isLessThan(300);

        await().atMost(PATIENCE).until(() -> ollama.abandonedCalls() > before);
        for (String each : new String[] {run, "/api/v1/runs/" + tool.get("id").asText()}) {
            await().atMost(PATIENCE)
                    .until(() -> engine.get(each).json().get("state").asText().equals("cancelled"));
        }
    }

    @Test
    void aToolThatIsBusyWhenTheTimeIsOverIsCancelledAndTheModelAnswersWithoutIt() {
        ollama.chats(
                FakeReply.toolCall("c1", "with-other", Map.of("task", "Take your time.")),
                FakeReply.silence(),
                FakeReply.text("It took too long."));
        int before = ollama.abandonedCalls();

        Answer answer = engine.run("hurried", "{\"task\":\"Be quick.\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode result = answer.json().get("result");
        assertThat(result.get("answer").asText()).isEqualTo("It took too long.");
        assertThat(result.at("/calls/0/state").asText()).isEqualTo("failed");
        assertThat(result.at("/calls/0/reason").asText()).contains("cancelled: the time for it was over");
        assertThat(ollama.lastChat().has("tools")).isFalse();
        assertThat(ollama.lastChat().toString()).contains("the time for it was over");
        assertThat(ollama.abandonedCalls()).isGreaterThan(before);
        JsonNode tool = engine.get("/api/v1/runs?workflow=with-other").json().at("/runs/0");
        assertThat(tool.get("parent").asText())
                .isEqualTo(answer.json().get("id").asText());
        assertThat(tool.get("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void aModelThatIsBusyWhenTheTimeIsOverIsAskedOnceMoreForAnAnswer() {
        ollama.chats(FakeReply.silence(), FakeReply.text("Done."));
        int before = ollama.abandonedCalls();

        Answer answer = engine.run("hurried", "{\"task\":\"Be quick.\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().at("/result/answer").asText()).isEqualTo("Done.");
        assertThat(answer.json().at("/result/turns").asInt()).isEqualTo(1);
        assertThat(ollama.lastChat().has("tools")).isFalse();
        await().atMost(PATIENCE).until(() -> ollama.abandonedCalls() > before);
    }

    @Test
    void aModelThatGivesItsTaskToItselfComesToAnEnd() {
        ollama.chats(FakeReply.toolCall("c1", "agent-loop", Map.of("task", "Do it yourself.")));

        Answer answer = engine.run("agent-loop", "{\"task\":\"Do it.\"}");

        JsonNode run = engine.get(answer.header("Location")).json();
        assertThat(run.get("state").asText()).as(run.toString()).isEqualTo("failed");
        assertThat(run.at("/error/message").asText()).contains("no answer in 2 turns");
        assertThat(engine.get("/api/v1/runs?workflow=agent-loop").json().get("runs"))
                .hasSize(4);
        assertThat(ollama.requests("/api/chat"))
                .anySatisfy(seen -> assertThat(seen.body().toString())
                        .contains("'agent-loop' would stand 4 sub-runs deep, and 3 are the most"));
    }

    @Test
    void stepsAndToolsHaveTheFallbackModelOfTheirOwnWorkflow() {
        ollama.chats(
                FakeReply.toolCall("c1", "with-other", Map.of("task", "Ask.")),
                FakeReply.text("Asked."),
                FakeReply.text("Done."));

        Answer answer = engine.run("with-spare", "{\"task\":\"Have it asked.\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("result").asText()).as("generated by").isEqualTo("spare");
        assertThat(engine.get(engine.get("/api/v1/runs?workflow=with-other")
                                .json()
                                .at("/runs/0/id")
                                .asText()
                                .replaceFirst("^", "/api/v1/runs/"))
                        .json()
                        .get("result")
                        .asText())
                .isEqualTo("other");
        assertThat(ollama.lastChat().path("model").asText()).isEqualTo("spare");
        assertThat(engine.get("/api/v1/workflows/with-spare")
                        .json()
                        .get("fallbackModel")
                        .asText())
                .isEqualTo("spare");
    }
}
