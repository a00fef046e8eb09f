package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class LogLevelTest {
    private final MockEnvironment environment = new MockEnvironment();

    @ParameterizedTest
    @CsvSource({"WARNING, WARN, WARN", "warn, WARN, WARN", "ERROR, ERROR, ERROR", "INFO, INFO, ", "DEBUG, DEBUG, "})
    void translatesTheRunbooksNames(String given, String engine, String root) {
        environment.setProperty("LOG_LEVEL", given);

        apply();

        assertThat(environment.getProperty("logging.level.io.aiworkflow")).isEqualTo(engine);
        assertThat(environment.getProperty("logging.level.root")).isEqualTo(root);
    }

    @Test
    void refusesAnUnknownLevel() {
        environment.setProperty("LOG_LEVEL", "loud");

        assertThatThrownBy(this::apply).isInstanceOf(StartRefused.class).hasMessageContaining("LOUD");
    }

    private void apply() {
        new LogLevel().postProcessEnvironment(environment, new SpringApplication());
    }
}
