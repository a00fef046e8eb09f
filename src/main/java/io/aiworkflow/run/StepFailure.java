package io.aiworkflow.run;

import io.aiworkflow.platform.UuidV7;
import java.time.Duration;
import java.util.UUID;

/**
 * How a try of a step failed.
 *
 * @param id the same when it is reported again because the answer was lost; it then counts once
 * @param spent whether it counts among the failures of the step
 * @param effectNotMade whether it is certain that the step's outside effect was not made
 */
public record StepFailure(UUID id, RunError error, Duration took, boolean spent, boolean effectNotMade) {
    public StepFailure(RunError error, Duration took, boolean spent, boolean effectNotMade) {
        this(UuidV7.next(), error, took, spent, effectNotMade);
    }
}
