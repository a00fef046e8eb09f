package io.aiworkflow.run;

import io.aiworkflow.failure.Redaction;

/**
 * Why a run or a step did not succeed.
 *
 * @param code an {@link io.aiworkflow.failure.ErrorCode} name
 * @param message what happened and what to do, at most 2000 characters, without secrets
 * @param step the id of the step that failed, or null
 */
public record RunError(String code, String message, String step) {
    private static final int MAX_MESSAGE = 2000;

    public RunError {
        // PostgreSQL cannot store the NUL character in text.
        message = message == null ? "" : Redaction.clean(message.replace('\0', '\uFFFD'));
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
