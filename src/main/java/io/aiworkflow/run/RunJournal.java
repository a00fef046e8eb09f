package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The outputs of the run's finished steps; empty for one that is kept apart, see {@link #outputKeptApart}. */
    Map<StepKey, Optional<JsonNode>> finishedSteps(UUID runId);

    /** The output of a finished step that is so large that it is kept apart. */
    JsonNode outputKeptApart(UUID runId, StepKey key);

    void recordStep(Claim claim, StepKey key, StepResult result);

    /**
     * Notes a failure of a step that is not finished.
     *
     * @return how many failures of the step have counted so far
     */
    int recordFailedStep(Claim claim, StepKey key, StepFailure failure);
}
