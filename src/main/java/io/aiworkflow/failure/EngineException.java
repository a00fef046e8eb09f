package io.aiworkflow.failure;

/**
 * A failure that the engine understands: what happened as a stable code, and a message that says what, where and what
 * to do next. Whether a retry can help is told by the subclass.
 */
public abstract sealed class EngineException extends RuntimeException permits TransientException, PermanentException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    protected EngineException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
