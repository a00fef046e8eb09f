package io.aiworkflow.intake;

import io.aiworkflow.failure.Problem;
import java.util.Map;

/**
 * The answer to a request.
 *
 * @param body written as JSON, a problem document if it is a {@link Problem}
 */
record Reply(int status, Map<String, String> headers, Object body) {
    static Reply ok(Object body) {
        return new Reply(200, Map.of(), body);
    }

    /** A failure, which says when to come back if it may pass. */
    static Reply of(Problem problem) {
        Map<String, String> headers = problem.retryAfter()
                .map(seconds -> Map.of(Problem.RETRY_AFTER, seconds))
                .orElse(Map.of());
        return new Reply(problem.status(), headers, problem);
    }
}
