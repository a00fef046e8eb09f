package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;

/** The model server accepted the call and then failed: an error in the stream, a cut, silence, or nonsense. */
public final class ModelStreamBroken extends TransientException {
    private static final long serialVersionUID = 1L;

    ModelStreamBroken(String message) {
        this(message, null);
    }

    ModelStreamBroken(String message, Throwable cause) {
        super(ErrorCode.MODEL_STREAM_BROKEN, message, null, cause);
    }
}
