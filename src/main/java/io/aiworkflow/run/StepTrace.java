package io.aiworkflow.run;

import java.time.Instant;

/**
 * One line of the journal with what it kept.
 *
 * @param attempt which attempt at the run has written it, counted from 1
 * @param output the beginning of the stored output; null when the step failed
 * @param error why it failed, null when it succeeded
 */
public record StepTrace(
        StepKey key,
        long attempt,
        String output,
        RunError error,
        Instant startedAt,
        Instant finishedAt,
        int failures) {}
