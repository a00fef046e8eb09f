package io.aiworkflow.failure;

import java.util.List;

/** Input that breaks its JSON Schema, with every broken field named. */
public final class InvalidInput extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    public InvalidInput(String message, List<FieldError> errors) {
        super(ErrorCode.INVALID_INPUT, message);
        this.errors = List.copyOf(errors);
    }

    public List<FieldError> errors() {
        return errors;
    }
}
