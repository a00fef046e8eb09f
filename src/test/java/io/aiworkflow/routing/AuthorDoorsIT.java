package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

@EngineTest
@TestPropertySource(properties = "engine.routes.directory=src/test/resources/doors")
class AuthorDoorsIT {
    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
    }

    @Test
    void answersThroughAnAuthorsDoor() {
        Answer answer = engine.post("/intake/orders", "{\"text\":\"two words\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("words").asInt()).isEqualTo(2);
    }

    @Test
    void blamesTheCallerForWhatTheWorkflowRefuses() {
        Answer answer = engine.post("/intake/orders", "{\"txt\":1}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("errors")).hasSize(2);
    }

    @Test
    void tellsAFailureWithoutItsText() {
        Answer answer = engine.get("/intake/orders/broken");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().get("code").asText()).isEqualTo("INTERNAL_ERROR");
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void gathersTheBodiesOfASplit() {
        assertThat(engine.run("shout-all", "{\"texts\":[\"a\",\"b\"]}")
                        .json()
                        .get("result")
                        .toString())
                .isEqualTo("[\"a!\",\"b!\"]");
    }
}
