package io.aiworkflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A model that uses workflows as its tools, with the real Kamelet and real sub-runs. */
@EngineTest
@Import(ModelAgentIT.Workflows.class)
class ModelAgentIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static FakeOllama ollama;

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", () -> ollama.url());
    }

    @BeforeAll
    static void startModel() {
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

    @TestConfiguration
    static class Workflows {
        @Bean
        RouteBuilder agentTask() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:agent-task?attempts=5")
                            .routeId("agent-task")
                            .routeDescription("Lets a model count words.")
                            .setBody(simple("${body[task]}"))
                            .step("agent")
                            .to("kamelet:model-agent-action?tools=text-statistics&maxTurns=5")
                            .end();
                }
            };
        }
    }
}
