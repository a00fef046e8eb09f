package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * How an attempt left its run: finished, or put back with the reason.
 *
 * @param result the result, null unless succeeded
 * @param error why it did not succeed, null if it did
 */
public record RunOutcome(UUID id, RunState state, JsonNode result, RunError error) {
    static RunOutcome of(Run run) {
        return new RunOutcome(run.id(), run.state(), run.result(), run.error());
    }
}
