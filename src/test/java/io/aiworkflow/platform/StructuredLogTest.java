package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.DefaultBootstrapContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.env.MockEnvironment;

/** The log as JSON. */
class StructuredLogTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger logger = logback.getLogger("structured-log-test");
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    @AfterEach
    void detach() {
        logger.detachAppender(appender);
    }

    @Test
    void aLineTellsWhatItIsAboutAndHoldsNoSecrets() throws Exception {
        attach();
        LogContext about = LogContext.open()
                .with(LogContext.RUN, "7")
                .with(LogContext.WORKFLOW, "greet")
                .with(LogContext.STEP, "ask")
                .with(LogContext.USER, "eve");
        logger.warn("token=\"sesame street\" was refused", new IllegalStateException("password=hunter22"));
        about.close();
        logger.info("later");

        String[] lines = written.toString(StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSize(2);
        JsonNode line = new ObjectMapper().readTree(lines[0]);
        assertThat(line.at("/message").asText()).isEqualTo("token=*** was refused");
        assertThat(line.at("/run/id").asText()).isEqualTo("7");
        assertThat(line.at("/run/workflow").asText()).isEqualTo("greet");
        assertThat(line.at("/run/step").asText()).isEqualTo("ask");
        assertThat(line.at("/user/name").asText()).isEqualTo("eve");
        assertThat(line.at("/error/message").asText()).isEqualTo("password=***");
        assertThat(lines[0]).contains("stack_trace").doesNotContain("hunter22", "sesame");
        assertThat(new ObjectMapper().readTree(lines[1]).has("run")).isFalse();
    }

    @Test
    void isChosenByAWordThatTheEngineKnows() {
        assertThat(format("json")).isEqualTo("ecs");
        assertThat(format("text")).isNull();
        assertThatThrownBy(() -> format("xml")).isInstanceOf(StartRefused.class).hasMessageContaining("LOG_FORMAT");
    }

    private static String format(String word) {
        MockEnvironment environment = new MockEnvironment().withProperty("LOG_FORMAT", word);
        new LogFormat().postProcessEnvironment(environment, new SpringApplication());
        return environment.getProperty("logging.structured.format.console");
    }

    private void attach() {
        logback.putObject(Environment.class.getName(), new MockEnvironment());
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(logback);
        encoder.setFormat("ecs");
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        appender.setContext(logback);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
        new RedactedLog()
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(),
                        new SpringApplication(),
                        new String[0],
                        new StandardEnvironment()));
    }
}
