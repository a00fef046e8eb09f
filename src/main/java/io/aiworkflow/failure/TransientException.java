package io.aiworkflow.failure;

import java.time.Duration;
import java.util.Optional;

/** A failure that may pass by itself, so the same work may be tried again later. */
public non-sealed class TransientException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;

    public TransientException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /** @param retryAfter the wait that the failing system asked for, or null */
    public TransientException(ErrorCode code, String message, Duration retryAfter, Throwable cause) {
        super(code, message, cause);
        this.retryAfter = retryAfter;
    }

    /** The shortest wait before the next try, when the failing system named one. */
    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Whether a try that ended so uses up one of a run's attempts. An outside system that is simply not there does not:
     * the run waits for it.
     */
    public boolean spendsAttempt() {
        return true;
    }
}
