package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;

/** The model server, or the model on it, is not there or has no place. A run waits for it without spending attempts. */
public final class ModelUnavailable extends TransientException {
    private static final long serialVersionUID = 1L;

    ModelUnavailable(String message) {
        this(message, null, null);
    }

    ModelUnavailable(String message, Duration retryAfter, Throwable cause) {
        super(ErrorCode.MODEL_UNAVAILABLE, message, retryAfter, cause);
    }

    @Override
    public boolean spendsAttempt() {
        return false;
    }
}
