package io.aiworkflow.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.identity.SecurityEventFilter;
import io.aiworkflow.identity.SecurityEventLog;
import io.aiworkflow.identity.StoredSecurityEvent;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Shows the audit to admins. */
@Component
@Profile("api")
class SecurityEventOperations {
    private final SecurityEventLog log;

    SecurityEventOperations(SecurityEventLog log) {
        this.log = log;
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        Optional<Long> before = RequestParts.text(request, "cursor").map(text -> parsed("cursor", text, Long::valueOf));
        List<StoredSecurityEvent> page = log.list(filter(name -> RequestParts.text(request, name)), before, limit);
        return Reply.ok(
                new Page(page, page.size() == limit ? page.get(limit - 1).id() : null));
    }

    Reply verify() {
        return Reply.ok(log.verify());
    }

    /** @param parameter gives the query parameter of a name */
    static SecurityEventFilter filter(Function<String, Optional<String>> parameter) {
        return new SecurityEventFilter(
                parameter.apply("type"),
                parameter.apply("actor"),
                parameter.apply("target"),
                parameter.apply("address"),
                parameter.apply("outcome"),
                parameter.apply("from").map(text -> parsed("from", text, Instant::parse)),
                parameter.apply("to").map(text -> parsed("to", text, Instant::parse)));
    }

    private static <T> T parsed(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new PermanentException(
                    ErrorCode.MALFORMED_REQUEST,
                    "%s must be a time such as 2026-01-31T00:00:00Z, or the next of the page before".formatted(name),
                    e);
        }
    }

    /** @param next the cursor of the next page, null on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<StoredSecurityEvent> events, Long next) {}
}
