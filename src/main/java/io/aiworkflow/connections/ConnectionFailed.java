package io.aiworkflow.connections;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;

/** The request was sent, and nobody knows what became of it. */
final class ConnectionFailed extends TransientException {
    private static final long serialVersionUID = 1L;

    ConnectionFailed(String message, Throwable cause) {
        super(ErrorCode.CONNECTION_FAILED, message, null, cause);
    }
}
