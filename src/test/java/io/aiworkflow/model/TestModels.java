package io.aiworkflow.model;

import java.time.Duration;
import java.util.Map;

/** A gateway to a fake Ollama, with time-outs that a test can wait for. */
final class TestModels {
    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(150);

    private TestModels() {}

    static ModelProperties properties(String url) {
        return properties(url, LONG, LONG);
    }

    static ModelProperties properties(String url, Duration firstByte, Duration idle) {
        return new ModelProperties(
                url,
                "llama3.2",
                "nomic-embed-text",
                Duration.ofSeconds(5),
                firstByte,
                idle,
                4096,
                Map.of("big", 16384),
                2,
                SHORT);
    }

    static ModelGateway gateway(ModelProperties properties) {
        return new ModelGateway(properties, new OllamaClient(properties));
    }

    static ModelGateway gateway(String url) {
        return gateway(properties(url));
    }
}
