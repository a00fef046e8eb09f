package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;

/** The vector index could not be read or written. The documents themselves are safe in the database. */
public final class VectorIndexUnavailable extends TransientException {
    private static final long serialVersionUID = 1L;

    public VectorIndexUnavailable(String message, Throwable cause) {
        super(ErrorCode.INDEX_UNAVAILABLE, message, null, cause);
    }
}
