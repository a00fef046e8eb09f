package io.aiworkflow.failure;

import java.util.Arrays;
import java.util.Locale;

/**
 * Every failure that a caller, an author or an operator can meet, with the HTTP status it maps to and a short title.
 *
 * <p>The names are part of the public interface: they appear in problem documents, stored runs and logs and are never
 * renamed. A status of 500 means that the fault is the engine's own or a workflow's, never the caller's.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    MALFORMED_JSON(400, "The request body is not valid JSON"),
    UNAUTHENTICATED(401, "Log in first"),
    CREDENTIALS_REFUSED(401, "Name or password is wrong"),
    SECOND_FACTOR_REQUIRED(401, "The second factor is missing"),
    SECOND_FACTOR_REFUSED(401, "The code is wrong or was used already"),
    TOKEN_REFUSED(401, "The token does not count"),
    FORBIDDEN(403, "You may not do this"),
    ACCOUNT_NOT_ACTIVE(403, "The account is not active"),
    PASSWORD_CHANGE_REQUIRED(403, "The password has to be changed first"),
    REGISTRATION_CLOSED(403, "Nobody can register here"),
    NOT_AN_APPROVER(403, "This approval is decided by others"),
    FOREIGN_ORIGIN(403, "Pages of another origin may not do this"),
    NOT_FOUND(404, "There is nothing at this address"),
    WORKFLOW_NOT_FOUND(404, "Unknown workflow"),
    RUN_NOT_FOUND(404, "Unknown run"),
    EFFECT_NOT_FOUND(404, "Unknown effect"),
    APPROVAL_NOT_FOUND(404, "Unknown approval"),
    CALLBACK_NOT_FOUND(404, "Unknown callback address"),
    ACCOUNT_NOT_FOUND(404, "Unknown account"),
    API_KEY_NOT_FOUND(404, "Unknown API key"),
    SIGNING_KEY_NOT_FOUND(404, "Unknown signing key"),
    MODEL_NOT_FOUND(404, "The model server does not have the model"),
    BLOCK_NOT_FOUND(404, "The address is not blocked"),
    DOCUMENT_NOT_FOUND(404, "Unknown document"),
    COLLECTION_NOT_FOUND(404, "Unknown collection"),
    CONVERSATION_NOT_FOUND(404, "Unknown conversation"),
    SCHEDULE_NOT_FOUND(404, "Unknown schedule"),
    METHOD_NOT_ALLOWED(405, "This address does not support the method"),
    NOT_ACCEPTABLE(406, "The answer is available as JSON only"),
    REQUEST_TOO_SLOW(408, "The request came too slowly"),
    RUN_STATE_CONFLICT(409, "The run is in a state that does not allow this"),
    ALREADY_DECIDED(409, "This was decided already"),
    NAME_TAKEN(409, "The name is taken"),
    LAST_ADMIN(409, "The last active admin must stay"),
    STATE_CONFLICT(409, "The present state does not allow this"),
    CONVERSATION_BUSY(409, "The message before is still being answered"),
    SIGNING_KEYS_ELSEWHERE(409, "The signing keys are not kept by the engine"),
    PAYLOAD_TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The request body must be JSON"),
    DOCUMENT_TYPE_UNKNOWN(415, "Documents of this kind are not read"),
    INVALID_INPUT(422, "The input does not fit the workflow's schema"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    VALUE_REFUSED(422, "A value cannot be accepted"),
    PASSWORD_REFUSED(422, "The password cannot be accepted"),
    DOCUMENT_EMPTY(422, "The document holds no text"),
    DOCUMENT_UNREADABLE(422, "The document is damaged"),
    DOCUMENT_ENCRYPTED(422, "The document is encrypted"),
    DOCUMENT_AMBIGUOUS(422, "The document is of several kinds at once"),
    DOCUMENT_UNSAFE(422, "The document refers to things outside of it"),
    DOCUMENT_BOMB(422, "The document unpacks to far more than it shows"),
    DOCUMENT_TOO_LARGE(422, "The document holds too much"),
    DOCUMENT_TOO_SLOW(422, "The document takes too long to read"),
    DIMENSION_MISMATCH(422, "The embeddings do not fit the collection"),
    STORAGE_USED_UP(422, "Your documents take all the room that they may"),
    CONVERSATION_FULL(422, "There is no room for more"),
    FETCH_FAILED(422, "The address could not be fetched"),
    TOO_MANY_ATTEMPTS(429, "There were too many failed attempts"),
    BUDGET_SPENT(429, "The budget of tokens is spent"),
    QUEUE_FULL(429, "Too many of your runs are queued"),
    RATE_LIMITED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The request headers are too large"),

    WORKFLOW_FAILED(500, "The workflow failed"),
    SUB_RUNS_TOO_DEEP(500, "Sub-runs start sub-runs more deeply than they may"),
    WORKFLOW_VERSION_GONE(500, "The version that the run began with cannot be had any more"),
    EFFECT_UNKNOWN(500, "It is not known whether an outside effect was made"),
    WAIT_TIMED_OUT(500, "What the run waited for did not come in time"),
    STEP_TIMED_OUT(500, "A step took longer than it may"),
    RUN_CRASHED(500, "The worker died during each attempt"),
    RUN_TIMED_OUT(500, "The run took longer than its workflow allows"),
    OUTPUT_INVALID(500, "The result does not fit the workflow's output schema"),
    STEP_NOT_STORABLE(500, "A step's result cannot be stored"),
    SECRET_UNREADABLE(500, "A stored secret cannot be opened"),
    EGRESS_REFUSED(500, "Routes may not call this host"),
    INTERNAL_ERROR(500, "The engine failed"),

    CONNECTION_REFUSED(502, "The connected system refused the request"),
    CONNECTION_FAILED(502, "The connected system failed"),
    MODEL_REFUSED(502, "The model server refused the request"),
    MODEL_ANSWER_INVALID(502, "The model's answer cannot be used"),
    INDEX_REFUSED(502, "The vector index refused the request"),
    CONNECTION_UNAVAILABLE(503, "The connected system cannot be reached"),
    MODEL_UNAVAILABLE(503, "The model server cannot be reached"),
    MODEL_STREAM_BROKEN(503, "The model's answer was cut off"),
    DATABASE_UNAVAILABLE(503, "The database cannot be reached"),
    OVERLOADED(503, "The engine has too much to do"),
    STARTING(503, "The engine is starting"),
    INDEX_UNAVAILABLE(503, "The vector index cannot be used"),
    SHUTTING_DOWN(503, "The engine is shutting down");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The code of a stored name; a name that another version of the engine wrote is {@link #WORKFLOW_FAILED} here. */
    public static ErrorCode ofStored(String name) {
        return Arrays.stream(values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(WORKFLOW_FAILED);
    }

    /** The HTTP status of a problem document with this code. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The stable {@code type} of a problem document, for example {@code urn:aiworkflow:problem:run-not-found}. */
    public String type() {
        return "urn:aiworkflow:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
