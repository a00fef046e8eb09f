package io.aiworkflow.intake;

import io.aiworkflow.failure.Problem;
import io.aiworkflow.run.Submission;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Map;

/**
 * The answer to a request.
 *
 * @param headers a list stands for a header that is repeated
 * @param body written as JSON, a problem document if it is a {@link Problem}
 */
public record Reply(int status, Map<String, ?> headers, Object body) {
    public static Reply ok(Object body) {
        return new Reply(200, Map.of(), body);
    }

    /** A run was accepted; the answer leads to it. */
    public static Reply accepted(WorkflowDefinition workflow, Submission submission) {
        return RunOperations.accepted(workflow, submission);
    }

    /** Nothing to tell but that it is done. */
    public static Reply done() {
        return new Reply(204, Map.of(), null);
    }

    /** A failure, which says when to come back if it may pass. */
    static Reply of(Problem problem) {
        Map<String, ?> headers = problem.retryAfter()
                .map(seconds -> Map.of(Problem.RETRY_AFTER, seconds))
                .orElse(Map.of());
        return new Reply(problem.status(), headers, problem);
    }
}
