package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.DefaultBootstrapContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class RedactedLogTest {
    private static final String CANARY = "canary-of-the-log-7c1e";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Logger logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("redacted-log-test");
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    @BeforeEach
    void attach() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logger.getLoggerContext());
        encoder.setPattern("%-5level %msg%n%ex");
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        appender.setContext(logger.getLoggerContext());
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(appender);
    }

    private static void settingsAreRead() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of("SOME_TOKEN", CANARY)));
        new RedactedLog()
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(), new SpringApplication(), new String[0], environment));
    }

    @Test
    void linesAndStackTracesAreWrittenWithoutSecrets() {
        settingsAreRead();
        settingsAreRead();
        logger.warn(
                "{} was refused", CANARY, new IllegalStateException("über " + CANARY, new Exception("password=x1")));
        assertThat(written.toString(StandardCharsets.UTF_8))
                .startsWith("WARN  *** was refused" + System.lineSeparator())
                .contains("java.lang.IllegalStateException: über ***", "java.lang.Exception: password=***")
                .doesNotContain(CANARY);
    }

    @Test
    void theRestOfALineStaysAsThePatternMakesIt() {
        settingsAreRead();
        logger.error("an ordinary line");
        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo("ERROR an ordinary line" + System.lineSeparator());
    }
}
