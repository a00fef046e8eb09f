package io.aiworkflow.testsupport;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

/** The log of this process as {@code LOG_FORMAT=json} writes it, until it is closed. */
public final class JsonLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    private final Logger logger;

    private JsonLog(String name) {
        LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (logback.getObject(Environment.class.getName()) == null) {
            logback.putObject(Environment.class.getName(), new MockEnvironment());
        }
        logger = logback.getLogger(name);
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(logback);
        encoder.setFormat("ecs");
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        appender.setContext(logback);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        logger.addAppender(appender);
    }

    public static JsonLog ofAll() {
        return new JsonLog(Logger.ROOT_LOGGER_NAME);
    }

    /** Those that tell this, as they were written. */
    public List<JsonNode> lines(String message) {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonLog::parsed)
                .filter(line -> line.path("message").asText().equals(message))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a line of JSON: " + line, e);
        }
    }
}
