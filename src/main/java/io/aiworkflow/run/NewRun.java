package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Optional;
import java.util.UUID;

/**
 * A run to be accepted.
 *
 * @param submitter who asks; the idempotency key is unique within one submitter and workflow
 * @param idempotencyKey the key that makes a repeated request find the first run
 * @param parent the run that asks for this sub-run
 */
public record NewRun(
        WorkflowDefinition workflow,
        JsonNode input,
        String submitter,
        Optional<String> idempotencyKey,
        Optional<UUID> parent) {}
