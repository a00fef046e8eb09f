package io.aiworkflow.platform;

import java.util.Locale;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Translates {@code LOG_LEVEL}. DEBUG and TRACE open up the engine's own log only: those of the libraries would bury it.
 */
final class LogLevel implements EnvironmentPostProcessor, Ordered {
    private static final Map<String, String> LEVELS = Map.of(
            "TRACE", "TRACE", "DEBUG", "DEBUG", "INFO", "INFO", "WARN", "WARN", "WARNING", "WARN", "ERROR", "ERROR");

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String wanted = environment.getProperty("LOG_LEVEL", "").strip().toUpperCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return;
        }
        String level = LEVELS.get(wanted);
        if (level == null) {
            throw new StartRefused(
                    "LOG_LEVEL is '%s', which is not a log level.".formatted(wanted),
                    "Use DEBUG, INFO, WARNING or ERROR.");
        }
        boolean quiet = level.equals("WARN") || level.equals("ERROR");
        Map<String, Object> levels = quiet
                ? Map.of("logging.level.root", level, "logging.level.io.aiworkflow", level)
                : Map.of("logging.level.io.aiworkflow", level);
        environment.getPropertySources().addLast(new MapPropertySource("LOG_LEVEL", levels));
    }
}
