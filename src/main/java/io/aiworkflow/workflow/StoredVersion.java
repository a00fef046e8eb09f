package io.aiworkflow.workflow;

import java.util.Optional;

/**
 * One version of a workflow as it is kept, so that it can be loaded again.
 *
 * @param source the file or class that it was loaded from
 * @param content the route as text
 * @param inputSchema the schema of the input as JSON text
 * @param outputSchema the schema of the result as JSON text
 */
public record StoredVersion(
        String workflow,
        String version,
        String source,
        String content,
        Optional<String> inputSchema,
        Optional<String> outputSchema) {
    /** Whether it is executable code of one build, which its text does not bring back. */
    public boolean isJava() {
        return WorkflowDefinition.isJava(source);
    }
}
