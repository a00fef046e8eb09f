package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;

/**
 * The call was given up and its connection closed: the calling thread was interrupted, whose flag is set again then, or
 * the call's {@link Cancellation} was used.
 */
public final class ModelCallCancelled extends TransientException {
    private static final long serialVersionUID = 1L;

    ModelCallCancelled(Exception cause) {
        super(ErrorCode.MODEL_STREAM_BROKEN, "the call to the model was cancelled", null, cause);
    }

    /** Nobody failed here: whoever has cancelled it decides what becomes of the run. */
    @Override
    public boolean spendsAttempt() {
        return false;
    }
}
