package io.aiworkflow.operations.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.springframework.boot.logging.LogLevel;

/**
 * What a logger writes.
 *
 * @param level its own, null when it goes by the one above it
 * @param effective what counts
 * @param changed whether an operator has changed it since the start
 * @param until when the level before comes back by itself, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LoggerLevel(String logger, String level, String effective, boolean changed, Instant until) {
    static LoggerLevel inherited(String logger, LogLevel effective) {
        return new LoggerLevel(logger, null, effective.name(), false, null);
    }
}
