package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Optional;
import java.util.UUID;

/**
 * A run to be accepted.
 *
 * @param id the id that it will have, unless its idempotency key leads to an earlier run
 * @param requestHash of the input as it was sent, by which a repeated request is told from another one; empty without
 *     an idempotency key
 * @param submitter who asks; the idempotency key is unique within one submitter and workflow
 * @param idempotencyKey the key that makes a repeated request find the first run
 * @param parent the run that asks for this sub-run
 * @param depth how many runs stand above it
 * @param priority 1 (last) to 9 (first)
 * @param trace where in a trace it was asked for, as the header traceparent has it
 */
public record NewRun(
        UUID id,
        WorkflowDefinition workflow,
        JsonNode input,
        String requestHash,
        Submitter submitter,
        Optional<String> idempotencyKey,
        Optional<UUID> parent,
        int depth,
        int priority,
        Optional<String> trace) {
    /** Runs of this priority go by their age alone. */
    static final int NORMAL_PRIORITY = 5;

    /** A run with a new id. */
    public static NewRun of(
            WorkflowDefinition workflow,
            JsonNode input,
            Submitter submitter,
            Optional<String> idempotencyKey,
            Optional<UUID> parent) {
        return new NewRun(
                UuidV7.next(),
                workflow,
                input,
                idempotencyKey.map(key -> StrictJson.hash(input)).orElse(""),
                submitter,
                idempotencyKey,
                parent,
                0,
                workflow.options().priority(),
                Optional.empty());
    }

    /** @param levels how many runs stand above it */
    public NewRun atDepth(int levels) {
        return new NewRun(id, workflow, input, requestHash, submitter, idempotencyKey, parent, levels, priority, trace);
    }

    NewRun withInput(JsonNode other) {
        return new NewRun(id, workflow, other, requestHash, submitter, idempotencyKey, parent, depth, priority, trace);
    }

    NewRun within(Optional<String> other) {
        return new NewRun(id, workflow, input, requestHash, submitter, idempotencyKey, parent, depth, priority, other);
    }
}
