package io.aiworkflow.platform;

import java.util.Locale;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Translates {@code LOG_FORMAT}: lines for people, or one JSON object on each line in the Elastic Common Schema. */
final class LogFormat implements EnvironmentPostProcessor, Ordered {
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String wanted = environment.getProperty("LOG_FORMAT", "").strip().toLowerCase(Locale.ROOT);
        switch (wanted) {
            case "", "text" -> {
                // The pattern in application.yaml.
            }
            case "json" ->
                environment
                        .getPropertySources()
                        .addLast(new MapPropertySource(
                                "LOG_FORMAT", Map.of("logging.structured.format.console", "ecs")));
            default ->
                throw new StartRefused(
                        "LOG_FORMAT is '%s', which the engine does not know.".formatted(wanted), "Use text or json.");
        }
    }
}
