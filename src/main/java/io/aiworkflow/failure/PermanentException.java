package io.aiworkflow.failure;

/** A failure that stays the same however often the work is tried: bad input, a broken rule, a refusal. */
public non-sealed class PermanentException extends EngineException {
    private static final long serialVersionUID = 1L;

    public PermanentException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public PermanentException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
