package io.aiworkflow.failure;

import java.time.Duration;
import java.util.Optional;

/**
 * A failure that the engine understands: what happened as a stable code, and a message that says what, where and what
 * to do next. Whether a retry can help is told by the subclass.
 */
public abstract sealed class EngineException extends RuntimeException permits TransientException, PermanentException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    protected EngineException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The shortest wait before it is worth asking again, when it is known. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }
}
