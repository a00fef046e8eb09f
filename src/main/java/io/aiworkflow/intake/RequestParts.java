package io.aiworkflow.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.run.RunState;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.Message;

/** Reads the parts of a request that several operations share, and says what is wrong with them. */
public final class RequestParts {
    private static final Pattern WORKFLOW_NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("(?!sub-run:)[\\x21-\\x7e]{1,255}");
    private static final int LONGEST_TEXT = 255;
    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private RequestParts() {}

    static JsonNode body(Message request) {
        return parse(bytes(request))
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.MALFORMED_JSON, "the request has no body; send the workflow's input as JSON"));
    }

    /** The body of an action, which may be left out: an empty object then. */
    public static JsonNode optionalBody(Message request, DocumentSchema schema) {
        JsonNode body = parse(bytes(request)).orElseGet(JsonNodeFactory.instance::objectNode);
        List<FieldError> errors = schema.validate(body);
        if (!errors.isEmpty()) {
            throw new InvalidInput("the body does not fit; /openapi.json describes it", errors);
        }
        return body;
    }

    /** The body is a stream: this can be called once. */
    private static byte[] bytes(Message request) {
        byte[] bytes = request.getBody(byte[].class);
        return bytes == null ? new byte[0] : bytes;
    }

    private static Optional<JsonNode> parse(byte[] bytes) {
        try {
            return bytes.length == 0 ? Optional.empty() : Optional.of(StrictJson.parse(bytes));
        } catch (JsonProcessingException e) {
            throw new PermanentException(
                    ErrorCode.MALFORMED_JSON, "the body is not valid JSON: " + StrictJson.reason(e), e);
        }
    }

    public static Optional<String> idempotencyKey(Message request) {
        Optional<String> key = Optional.ofNullable(request.getHeader("Idempotency-Key", String.class));
        key.filter(given -> !IDEMPOTENCY_KEY.matcher(given).matches()).ifPresent(given -> {
            throw malformed("Idempotency-Key must have 1 to 255 visible ASCII characters and not begin with sub-run:");
        });
        return key;
    }

    static UUID id(Message request) {
        return id(request, "run", ErrorCode.RUN_NOT_FOUND);
    }

    /** @param unknown the failure for something that cannot be the id of anything */
    public static UUID id(Message request, String what, ErrorCode unknown) {
        return uuid(what + " id", request.getHeader("id", String.class), unknown);
    }

    /** Where a list that is sorted by ids goes on. */
    public static Optional<UUID> cursor(Message request) {
        return Optional.ofNullable(request.getHeader("cursor", String.class))
                .map(cursor -> uuid("cursor", cursor, ErrorCode.MALFORMED_REQUEST));
    }

    private static UUID uuid(String what, String text, ErrorCode otherwise) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new PermanentException(otherwise, "the %s is not a UUID".formatted(what), e);
        }
    }

    static Optional<String> workflow(Message request) {
        Optional<String> name = Optional.ofNullable(request.getHeader("workflow", String.class));
        name.filter(given -> !WORKFLOW_NAME.matcher(given).matches()).ifPresent(given -> {
            throw malformed("workflow must be the name of a workflow");
        });
        return name;
    }

    /** A query parameter that is compared with stored text. */
    public static Optional<String> text(Message request, String name) {
        Optional<String> text = Optional.ofNullable(request.getHeader(name, String.class));
        text.filter(given -> given.length() > LONGEST_TEXT || given.indexOf('\0') >= 0)
                .ifPresent(given -> {
                    throw malformed("%s may have %d characters at most".formatted(name, LONGEST_TEXT));
                });
        return text;
    }

    static Optional<RunState> state(Message request) {
        try {
            return Optional.ofNullable(request.getHeader("state", String.class)).map(RunState::ofWireName);
        } catch (IllegalArgumentException e) {
            throw malformed("state must be one of queued, running, waiting, succeeded, failed, cancelled");
        }
    }

    public static int limit(Message request) {
        String text = request.getHeader("limit", String.class);
        try {
            int limit = text == null ? DEFAULT_PAGE : Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw malformed("limit must be a number from 1 to " + LARGEST_PAGE);
        }
        throw malformed("limit must be a number from 1 to " + LARGEST_PAGE);
    }

    static PermanentException malformed(String message) {
        return new PermanentException(ErrorCode.MALFORMED_REQUEST, message);
    }
}
