package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests find the routes that there are at the moment, however their paths are written. */
@EngineTest
class RouteMappingIT {
    @Autowired
    CamelContext camel;

    private EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
    }

    @Test
    void anEncodedLetterIsTheLetter() {
        assertThat(engine.get("/api/v1/workflow%73").status()).isEqualTo(200);
        assertThat(engine.post("/api/v1/workflows/no-op/run%73", "1").status()).isEqualTo(202);
    }

    @Test
    void aRouteThatComesLaterIsFoundAndNothingBesideIt() throws Exception {
        assertAnswered("/intake/passing/7", 404);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/intake/passing/{number}").setBody(constant("here"));
            }
        });
        assertAnswered("/intake/passing/7", 200);
        assertAnswered("/intake/%70assing/7", 200);
        assertAnswered("/intake/passin/7", 404);
        assertAnswered("/intake/passing", 404);
    }

    private void assertAnswered(String path, int status) {
        EngineClient.Answer answer = engine.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }
}
