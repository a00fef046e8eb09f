package io.aiworkflow.failure;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * A problem document (RFC 9457). The one place where failures become answers: what the engine does not know is told as
 * an internal error, without its text, since that may hold anything.
 *
 * @param type stable URN of the kind of problem
 * @param code the {@link ErrorCode} name
 * @param instance the path that was asked for, or null
 * @param errors the broken fields, null if the problem is not about fields
 * @param more further members
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "title", "status", "code", "detail", "instance", "errors"})
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        String instance,
        List<FieldError> errors,
        @JsonIgnore Map<String, Object> more) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail, String instance) {
        return of(code, detail, instance, null);
    }

    /** The problem that a failure is to a caller. */
    public static Problem of(Throwable failure, String instance) {
        if (failure instanceof InvalidInput invalid) {
            return of(invalid.code(), invalid.getMessage(), instance, invalid.errors());
        }
        if (failure instanceof EngineException known) {
            return of(known.code(), known.getMessage(), instance, null);
        }
        if (failure instanceof DataAccessException || failure instanceof CannotCreateTransactionException) {
            return of(ErrorCode.DATABASE_UNAVAILABLE, "the database does not answer; try again in a moment", instance);
        }
        return of(ErrorCode.INTERNAL_ERROR, "the engine failed on this request; its log tells why", instance);
    }

    /** The same problem with one more member. */
    public Problem with(String name, Object value) {
        Map<String, Object> members = new LinkedHashMap<>(more);
        members.put(name, value);
        return new Problem(type, title, status, code, detail, instance, errors, members);
    }

    @JsonAnyGetter
    Map<String, Object> members() {
        return more;
    }

    private static Problem of(ErrorCode code, String detail, String instance, List<FieldError> errors) {
        return new Problem(code.type(), code.title(), code.status(), code.name(), detail, instance, errors, Map.of());
    }
}
