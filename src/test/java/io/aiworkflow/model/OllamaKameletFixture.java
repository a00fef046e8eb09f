package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.Work;
import io.aiworkflow.testsupport.FakeOllama;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;

/** The Kamelets that ask an Ollama, in routes that only call one. */
abstract class OllamaKameletFixture {
    static final ObjectMapper JSON = new ObjectMapper();
    final FakeOllama ollama = FakeOllama.start();

    @AfterEach
    void stop() {
        ollama.close();
    }

    Object model(String kamelet, Map<String, Object> parameters, Work work) {
        try (KameletContext context =
                new KameletContext(ollama.url(), Path.of("routes"), work).with(route(kamelet, parameters))) {
            return context.send("direct:in", "x")
                    .getMessage()
                    .getBody(Map.class)
                    .get("model");
        }
    }

    Exchange generate(Map<String, Object> parameters, Object body) {
        return call("ollama-generate-action", parameters, body);
    }

    String prompt() {
        return ollama.lastChat().at("/messages/0/content").asText();
    }

    Exchange chat(Map<String, Object> parameters, Object body) {
        return call("ollama-chat-action", parameters, body);
    }

    Exchange call(String kamelet, Map<String, Object> parameters, Object body) {
        try (KameletContext context = new KameletContext(ollama.url()).with(route(kamelet, parameters))) {
            return context.send("direct:in", body instanceof Map<?, ?> map ? new HashMap<>(map) : body);
        }
    }

    /** A route that calls a Kamelet; JSON strings are YAML strings. */
    static String route(String kamelet, Map<String, Object> parameters) {
        try {
            return """
                    - route:
                        id: in
                        from:
                          uri: direct:in
                          steps:
                            - kamelet:
                                name: %s
                                parameters: %s
                    """.formatted(kamelet, JSON.writeValueAsString(parameters));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
