package io.aiworkflow.connections;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/** The other side has answered in a way that the engine does not take, and would do so again. */
final class AnswerUnusable extends PermanentException {
    private static final long serialVersionUID = 1L;

    AnswerUnusable(String message, Throwable cause) {
        super(ErrorCode.CONNECTION_FAILED, message, cause);
    }
}
