package io.aiworkflow.run;

import java.time.Instant;

/**
 * One line of a run's journal.
 *
 * @param succeeded false for the last failed try of a step that is not finished
 * @param error why it failed, null when it succeeded
 */
public record StepRecord(StepKey key, boolean succeeded, RunError error, Instant startedAt, Instant finishedAt) {}
