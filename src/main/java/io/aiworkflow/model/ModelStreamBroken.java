package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;

/** The model server accepted the call and then failed: an error in the stream, a cut, silence, or nonsense. */
public final class ModelStreamBroken extends TransientException {
    private static final long serialVersionUID = 1L;

    private final boolean ofModel;

    ModelStreamBroken(String message) {
        this(message, null);
    }

    ModelStreamBroken(String message, Throwable cause) {
        this(message, cause, false);
    }

    private ModelStreamBroken(String message, Throwable cause, boolean ofModel) {
        super(ErrorCode.MODEL_STREAM_BROKEN, message, null, cause);
        this.ofModel = ofModel;
    }

    /** The server works, and has said itself that the model does not. */
    static ModelStreamBroken ofModel(String message) {
        return new ModelStreamBroken(message, null, true);
    }

    /** Whether it counts against the model on that server, and not against all of the server. */
    boolean isOfModel() {
        return ofModel;
    }
}
