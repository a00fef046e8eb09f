package io.aiworkflow.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** A gateway to a fake Ollama, with time-outs that a test can wait for. */
final class TestModels {
    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(150);

    private TestModels() {}

    static ModelProperties properties(String url) {
        return properties(url, Map.of());
    }

    static ModelProperties properties(String url, Duration firstByte, Duration idle) {
        return properties(
                url, Map.of("first-byte-timeout", firstByte, "load-timeout", firstByte, "idle-timeout", idle));
    }

    /** @param more settings by their names behind {@code engine.model.} */
    static ModelProperties properties(String url, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("base-url", url);
        settings.put("first-byte-timeout", LONG);
        settings.put("load-timeout", LONG);
        settings.put("idle-timeout", LONG);
        settings.put("admission-timeout", SHORT);
        settings.put("background-admission-timeout", SHORT);
        settings.put("context-lengths[big]", 16384);
        settings.put("context-lengths[qwen2.5]", 16384);
        settings.putAll(more);
        Map<String, Object> named = new HashMap<>();
        settings.forEach((name, value) -> named.put("engine.model." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("engine.model", ModelProperties.class);
    }

    static OllamaServer server(ModelProperties properties) {
        return new OllamaServer(ServerAddress.parse(properties.baseUrl()), properties);
    }

    static ModelGateway gateway(ModelProperties properties) {
        return new ModelGateway(properties);
    }

    static ModelGateway gateway(String url) {
        return gateway(properties(url));
    }
}
