package io.aiworkflow.intake;

import java.util.Map;

/**
 * The answer to a request.
 *
 * @param body written as JSON, a problem document if it is a {@link io.aiworkflow.failure.Problem}
 */
record Reply(int status, Map<String, String> headers, Object body) {
    static Reply ok(Object body) {
        return new Reply(200, Map.of(), body);
    }
}
