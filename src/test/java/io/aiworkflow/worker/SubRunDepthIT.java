package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Workflows that start themselves come to an end, whether they wait for it or not. */
@EngineTest
@Import(SubRunDepthIT.Workflows.class)
@TestPropertySource(properties = "engine.worker.max-depth=3")
class SubRunDepthIT {
    private static final String REFUSAL = "would stand 4 sub-runs deep, and 3 are the most";

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
    }

    @Test
    void aWorkflowThatWaitsForItselfFailsForGood() {
        Answer answer = engine.run("nest", "1");
        JsonNode top = engine.get(answer.header("Location")).json();
        assertThat(top.get("state").asText()).as(top.toString()).isEqualTo("failed");
        assertThat(top.at("/error/message").asText()).contains("SUB_RUNS_TOO_DEEP", REFUSAL);
        assertThat(top.get("attempts").asInt()).as("one attempt").isLessThanOrEqualTo(1);

        JsonNode runs = runs("nest");
        assertThat(runs).hasSize(4);
        assertThat(runs.at("/0/error/code").asText()).as("of the deepest").isEqualTo("SUB_RUNS_TOO_DEEP");
    }

    @Test
    void aWorkflowThatStartsItselfWithoutWaitingComesToAnEnd() {
        engine.run("go-on", "1");
        await().untilAsserted(() -> {
            JsonNode runs = runs("go-on");
            assertThat(runs).hasSize(4);
            assertThat(runs.findValuesAsText("state")).containsExactly("failed", "succeeded", "succeeded", "succeeded");
        });
        assertThat(runs("go-on").at("/0/error/message").asText()).contains(REFUSAL);
    }

    @Test
    void whatIsNotTooDeepSucceeds() {
        assertThat(engine.run("three-below", "1").status()).isEqualTo(200);
    }

    /** The newest first. */
    private JsonNode runs(String workflow) {
        return engine.get("/api/v1/runs?workflow=" + workflow).json().get("runs");
    }

    @TestConfiguration
    static class Workflows {
        @Bean
        RouteBuilder nestedWorkflows() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:nest").routeId("nest").to("workflow:nest");
                    from("workflow:go-on").routeId("go-on").to("workflow:go-on?wait=false");
                    from("workflow:three-below").routeId("three-below").to("workflow:two-below");
                    from("workflow:two-below").routeId("two-below").to("workflow:one-below");
                    from("workflow:one-below").routeId("one-below").to("workflow:no-op");
                }
            };
        }
    }
}
