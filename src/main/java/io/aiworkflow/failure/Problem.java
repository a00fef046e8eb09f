package io.aiworkflow.failure;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The RFC 9457 problem document of a failure: the one form in which errors leave the engine over HTTP. It never carries
 * a stack trace or the message of an exception that the engine does not know.
 *
 * @param type a stable URN, one for each code
 * @param title a short text that is the same for each problem of this type
 * @param status the HTTP status
 * @param code the name of the {@link ErrorCode}
 * @param detail what happened in this case and what to do next; secrets are taken out
 * @param instance the path of the request, or null
 * @param errors the broken fields of an input, or null
 * @param extensions further members, written beside the others
 * @param pause the shortest wait before the next try if the failing system named one, else null; not in the document
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        String instance,
        List<FieldError> errors,
        @JsonIgnore Map<String, Object> extensions,
        @JsonIgnore Duration pause) {
    /** The media type of the document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The name of the header that a {@link #retryAfter} goes into. */
    public static final String RETRY_AFTER = "Retry-After";

    private static final int LONGEST_CHAIN = 20;
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(3);

    public Problem {
        detail = Redaction.clean(detail);
    }

    /** A problem that is not caused by an exception. */
    public static Problem of(ErrorCode code, String detail, String instance) {
        return of(code, code.status(), detail, instance);
    }

    /** The same with another status than the code's usual one. */
    public static Problem of(ErrorCode code, int status, String detail, String instance) {
        return new Problem(code.type(), code.title(), status, code.name(), detail, instance, null, Map.of(), null);
    }

    /** The problem of a failure, which may be wrapped in other exceptions. */
    public static Problem of(Throwable failure, String instance) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (cause instanceof InvalidInput invalid) {
                return of(invalid.code(), invalid.getMessage(), instance).withErrors(invalid.errors());
            }
            if (cause instanceof EngineException known) {
                return of(known.code(), known.getMessage(), instance)
                        .withPause(known.retryAfter().orElse(null));
            }
            if (cause instanceof SQLException sql && DatabaseTrouble.isPassing(sql)) {
                return of(ErrorCode.DATABASE_UNAVAILABLE, "Try again in a few seconds.", instance);
            }
            cause = cause.getCause();
        }
        return of(ErrorCode.INTERNAL_ERROR, "The request could not be handled; the engine's log says why.", instance);
    }

    /** The same problem with one more member. */
    public Problem with(String name, Object value) {
        Map<String, Object> members = new LinkedHashMap<>(extensions);
        members.put(name, value);
        return new Problem(type, title, status, code, detail, instance, errors, members, pause);
    }

    /** What goes into the header {@code Retry-After}: whole seconds, with each answer that tells of overload or outage. */
    @JsonIgnore
    public Optional<String> retryAfter() {
        if (status != 429 && status != 503) {
            return Optional.empty();
        }
        long seconds = (pause == null ? USUAL_PAUSE : pause).plusMillis(999).toSeconds();
        return Optional.of(String.valueOf(Math.max(1, seconds)));
    }

    @JsonAnyGetter
    Map<String, Object> members() {
        return extensions;
    }

    private Problem withErrors(List<FieldError> found) {
        return new Problem(type, title, status, code, detail, instance, found, extensions, pause);
    }

    private Problem withPause(Duration named) {
        return new Problem(type, title, status, code, detail, instance, errors, extensions, named);
    }
}
