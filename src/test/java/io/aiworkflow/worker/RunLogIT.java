package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.JsonLog;
import io.aiworkflow.testsupport.TestLogin;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the lines of a run in the JSON log tell when nothing is traced. */
@EngineTest
class RunLogIT {
    @LocalServerPort
    int port;

    @Test
    void aLineOfAStepTellsRunStepWorkflowAndUserAndNoTrace() {
        try (JsonLog log = JsonLog.ofAll()) {
            String run = new EngineClient(port)
                    .run("logged-step", "1")
                    .json()
                    .get("id")
                    .asText();
            assertThat(log.lines("said in a step")).hasSize(1);
            JsonNode line = log.lines("said in a step").get(0);
            assertThat(line.at("/run/id").asText()).isEqualTo(run);
            assertThat(line.at("/run/step").asText()).isEqualTo("say");
            assertThat(line.at("/run/workflow").asText()).isEqualTo("logged-step");
            assertThat(line.at("/user/name").asText()).isEqualTo(TestLogin.ADMIN);
            assertThat(line.has("trace")).isFalse();
            assertThat(line.has("span")).isFalse();
        }
    }
}
