package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/** The model server will not do what was asked, now or later: a bad option, a prompt that does not fit, no right. */
public final class ModelRefused extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final boolean tooLong;

    ModelRefused(String message) {
        this(message, false);
    }

    /** @param tooLong whether it was refused because it does not fit the model's context */
    ModelRefused(String message, boolean tooLong) {
        super(ErrorCode.MODEL_REFUSED, message);
        this.tooLong = tooLong;
    }

    boolean isTooLong() {
        return tooLong;
    }
}
