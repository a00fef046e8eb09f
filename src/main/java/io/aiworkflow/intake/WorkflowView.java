package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowDefinition;

/**
 * A workflow as callers see it.
 *
 * @param timeout of one attempt, as ISO 8601 duration
 * @param runs where to post runs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WorkflowView(
        String name,
        String version,
        String description,
        String source,
        JsonNode input,
        JsonNode output,
        String timeout,
        int attempts,
        int concurrency,
        String role,
        String onChange,
        String fallbackModel,
        String runs) {
    static WorkflowView of(WorkflowDefinition definition) {
        return new WorkflowView(
                definition.name(),
                definition.version(),
                definition.description(),
                definition.source(),
                definition.input().map(DocumentSchema::document).orElse(null),
                definition.output().map(DocumentSchema::document).orElse(null),
                definition.timeout().toString(),
                definition.attempts(),
                definition.concurrency(),
                definition.role().wireName(),
                definition.options().onChange().optionValue(),
                definition.options().fallbackModel().orElse(null),
                "/api/v1/workflows/" + definition.name() + "/runs");
    }
}
