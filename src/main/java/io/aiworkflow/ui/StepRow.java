package io.aiworkflow.ui;

import io.aiworkflow.run.StepRecord;
import java.time.Duration;

/** A step as a line of a page. */
record StepRow(String id, String occurrence, String state, String took, String problem) {
    static StepRow of(StepRecord step) {
        return new StepRow(
                step.key().step(),
                step.key().occurrence(),
                step.succeeded() ? "succeeded" : "failed",
                Duration.between(step.startedAt(), step.finishedAt()).toMillis() + " ms",
                step.error() == null ? "" : step.error().message());
    }
}
