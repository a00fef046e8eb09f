package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunOriginTest {
    @Test
    void whoeverAsksAQuestionDoesNotGiveWayToBackgroundWork() throws IOException {
        JsonNode route = new YAMLMapper()
                .readTree(Path.of("routes/workflows/answer-question.camel.yaml").toFile())
                .at("/0/route/from/parameters");

        assertThat(route.path("priority").asInt()).isGreaterThanOrEqualTo(RunOrigin.URGENT_FROM);
    }
}
