package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What each step of a run gave. A step that is recorded as succeeded is never recorded again. Methods that take a
 * {@link Claim} throw {@link StaleClaim} when it has lost its run.
 */
public interface RunJournal {
    /** The journal of a run in the order in which the steps ended. */
    default List<StepRecord> steps(UUID runId) {
        return stepsAfter(runId, 0);
    }

    /** The lines whose number is greater, in the order of their numbers. */
    List<StepRecord> stepsAfter(UUID runId, long seq);

    /** The outputs of the run's finished steps. */
    Map<StepKey, JsonNode> finishedSteps(UUID runId);

    void recordStep(Claim claim, StepKey key, JsonNode output, Duration took);

    /**
     * Notes a failure of a step that is not finished.
     *
     * @param spent whether it counts
     * @return how many failures of the step have counted so far
     */
    int recordFailedStep(Claim claim, StepKey key, RunError error, Duration took, boolean spent);
}
