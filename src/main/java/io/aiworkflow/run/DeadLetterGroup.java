package io.aiworkflow.run;

import java.time.Instant;

/**
 * Dead letters with the same cause.
 *
 * @param step the step that failed, or null
 * @param runs how many there are
 * @param oldest when the first of them failed
 * @param newest when the last of them failed
 * @param message of the last one
 */
public record DeadLetterGroup(
        String workflow, String step, String code, long runs, Instant oldest, Instant newest, String message) {}
