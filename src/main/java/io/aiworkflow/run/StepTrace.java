package io.aiworkflow.run;

import java.time.Instant;

/**
 * One line of the journal with what it kept, or a step that is being executed.
 *
 * @param attempt which attempt at the run has written it, counted from 1
 * @param output the beginning of the stored output; null when the step failed or goes on
 * @param error why it failed, null when it succeeded or goes on
 * @param finishedAt null while it goes on
 */
public record StepTrace(
        StepKey key, long attempt, String output, RunError error, Instant startedAt, Instant finishedAt, int failures) {

    public boolean goesOn() {
        return finishedAt == null;
    }
}
