package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import java.util.UUID;

/**
 * How an attempt left its run: finished, or put back with the reason.
 *
 * @param result the result, null unless succeeded
 * @param error why it did not succeed, null if it did
 */
public record RunOutcome(UUID id, RunState state, JsonNode result, RunError error) {
    /** Whether the run was put back because there is no model server, so that somebody has to do something about it. */
    public boolean waitsForModel() {
        return state == RunState.WAITING && error != null && error.code().equals(ErrorCode.MODEL_UNAVAILABLE.name());
    }

    static RunOutcome of(Run run) {
        return new RunOutcome(run.id(), run.state(), run.result(), run.error());
    }
}
