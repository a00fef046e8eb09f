package io.aiworkflow.knowledge.parsing;

import io.aiworkflow.failure.ErrorCode;

/** A document that is not read, as the process that reads says it. */
final class DocumentRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    DocumentRefused(ErrorCode code, String message) {
        this(code, message, null);
    }

    DocumentRefused(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
