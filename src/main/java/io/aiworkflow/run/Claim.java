package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.UUID;

/**
 * A run in the hands of one worker, for one attempt.
 *
 * @param token the fencing token: each claim raises it, and a write with an older one changes nothing
 * @param failures attempts that were used up before this one
 * @param age time since the run was accepted
 */
public record Claim(
        UUID runId,
        long token,
        String workflow,
        String version,
        JsonNode input,
        String submitter,
        int failures,
        int maxAttempts,
        Duration age) {
    /** Whether an earlier attempt may have left finished steps in the journal. */
    public boolean isResumed() {
        return token > 1;
    }
}
