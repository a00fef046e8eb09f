package io.aiworkflow.run;

import java.time.Instant;

/**
 * One line of a run's journal.
 *
 * @param succeeded false for the last failed try of a step that is not finished
 * @param error why it failed, null when it succeeded
 * @param seq orders all lines as they were written; a line that is written again gets a new number
 * @param failures how many tries of the step have failed
 */
public record StepRecord(
        StepKey key,
        boolean succeeded,
        RunError error,
        Instant startedAt,
        Instant finishedAt,
        long seq,
        int failures) {}
