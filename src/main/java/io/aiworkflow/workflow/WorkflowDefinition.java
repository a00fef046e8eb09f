package io.aiworkflow.workflow;

import java.time.Duration;
import java.util.Optional;

/**
 * What a workflow declares about itself, in one fixed version.
 *
 * @param name the public, stable name
 * @param version hash of the route's text and of both schemas: the same version means the same behaviour as far as
 *     the author's files say
 * @param source the file or class that it was loaded from
 * @param content the route as text, kept so that an unfinished run can be resumed on the version it began with
 * @param input schema of the input, empty when any JSON is accepted
 * @param output schema of the result, empty when any JSON may be returned
 * @param timeout how long one attempt may take
 * @param attempts how many attempts a run has
 * @param concurrency how many runs one worker process executes at a time, 0 for no limit
 * @param role the least role that may start runs
 */
public record WorkflowDefinition(
        String name,
        String version,
        String description,
        String source,
        String content,
        Optional<DocumentSchema> input,
        Optional<DocumentSchema> output,
        Duration timeout,
        int attempts,
        int concurrency,
        String role) {}
