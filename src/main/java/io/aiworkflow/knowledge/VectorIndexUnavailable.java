package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;

/** The vector index could not be read or written. The documents themselves are safe in the database. */
public final class VectorIndexUnavailable extends TransientException {
    private static final long serialVersionUID = 1L;

    public VectorIndexUnavailable(String message, Throwable cause) {
        this(message, null, cause);
    }

    /** @param retryAfter the wait that the index asked for, or null */
    public VectorIndexUnavailable(String message, Duration retryAfter, Throwable cause) {
        super(ErrorCode.INDEX_UNAVAILABLE, message, retryAfter, cause);
    }
}
