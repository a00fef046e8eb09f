package io.aiworkflow.run;

import java.time.Duration;

/**
 * How a try of a step failed.
 *
 * @param spent whether it counts among the failures of the step
 * @param effectNotMade whether it is certain that the step's outside effect was not made
 */
public record StepFailure(RunError error, Duration took, boolean spent, boolean effectNotMade) {}
