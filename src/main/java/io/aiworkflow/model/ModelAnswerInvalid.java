package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;

/** The model answered, but not in the form that was asked for. Another try may bring another answer. */
public final class ModelAnswerInvalid extends TransientException {
    private static final long serialVersionUID = 1L;

    ModelAnswerInvalid(String message) {
        super(ErrorCode.MODEL_ANSWER_INVALID, message);
    }
}
