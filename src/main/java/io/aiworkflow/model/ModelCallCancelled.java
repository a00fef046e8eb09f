package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;

/** The calling thread was interrupted and the connection closed. The thread's interrupt flag is set again. */
public final class ModelCallCancelled extends TransientException {
    private static final long serialVersionUID = 1L;

    ModelCallCancelled(InterruptedException cause) {
        super(ErrorCode.MODEL_STREAM_BROKEN, "the call to the model was cancelled", null, cause);
    }

    /** Nobody failed here: whoever interrupted the thread decides what becomes of the run. */
    @Override
    public boolean spendsAttempt() {
        return false;
    }
}
