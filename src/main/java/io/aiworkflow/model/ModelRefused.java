package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/** The model server will not do what was asked, now or later: a bad option, a prompt that does not fit, no right. */
public final class ModelRefused extends PermanentException {
    private static final long serialVersionUID = 1L;

    ModelRefused(String message) {
        super(ErrorCode.MODEL_REFUSED, message);
    }
}
