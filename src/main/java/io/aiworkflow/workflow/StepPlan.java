package io.aiworkflow.workflow;

import java.time.Duration;
import java.util.Optional;

/**
 * How one step is executed, after what its workflow says for all steps was filled in.
 *
 * @param timeout how long one execution may take
 * @param attempts how often the step may fail before the run has failed; 0 when its failures count for the run
 * @param quickTries how often it is tried again at once, without leaving the attempt
 * @param effect set when the step has an outside effect that is written down before it is made
 * @param lookUp the endpoint that finds an earlier effect
 */
public record StepPlan(
        Optional<Duration> timeout,
        int attempts,
        BackOff backOff,
        int quickTries,
        Optional<EffectMode> effect,
        Optional<String> lookUp) {
    /** Whether the step's failures are counted on their own. */
    public boolean hasOwnAttempts() {
        return attempts > 0;
    }
}
