package io.aiworkflow.operations.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.workflow.DocumentSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.boot.logging.LogLevel;
import org.springframework.stereotype.Component;

/** Shows and changes what this process logs. */
@Component
class LogLevelOperations {
    private static final DocumentSchema CHANGE = RequestSchemas.read("change-log-level");

    private final LogLevels levels;
    private final SecurityEvents events;
    private final CallerRights caller;

    LogLevelOperations(LogLevels levels, SecurityEvents events, CallerRights caller) {
        this.levels = levels;
        this.events = events;
        this.caller = caller;
    }

    Reply list() {
        return Reply.ok(new Listing(levels.list()));
    }

    Reply get(Message request) {
        return Reply.ok(levels.get(logger(request)));
    }

    /** More in the log may be what somebody needs to see more than he should, so it is told before it is done. */
    Reply change(Message request) {
        JsonNode body = RequestParts.optionalBody(request, CHANGE);
        Optional<LogLevel> level =
                Optional.ofNullable(body.get("level").textValue()).map(LogLevel::valueOf);
        Optional<Duration> time = body.has("minutes")
                ? Optional.of(Duration.ofMinutes(body.get("minutes").asInt()))
                : Optional.empty();
        LoggerLevel changed = levels.change(logger(request), level, time);
        events.record(new SecurityEvent(
                SecurityEvent.Type.ADMIN_ACTION,
                caller.actor(),
                "log-level:" + changed.logger(),
                caller.address(),
                SecurityEvent.Outcome.SUCCESS,
                Map.of(
                        "level",
                        level.map(LogLevel::name).orElse("as before"),
                        "minutes",
                        time.map(Duration::toMinutes).map(String::valueOf).orElse("until the engine stops"))));
        return Reply.ok(changed);
    }

    private static String logger(Message request) {
        return request.getHeader("logger", String.class);
    }

    private record Listing(List<LoggerLevel> loggers) {}
}
