package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.Submitter;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A run in the hands of one worker, for one attempt.
 *
 * @param token the fencing token: each claim raises it, and a write with an older one changes nothing
 * @param input missing when what is stored cannot be read
 * @param parent the run that started this sub-run
 * @param depth how many runs stand above it
 * @param failures attempts that were used up before this one
 * @param crashes how often a worker died with the run in hand
 * @param age time since the run was accepted
 * @param waited time since the run was due
 * @param trace where in a trace it was asked for
 * @param limited whether it holds a slot under some limit, which its end must free
 */
public record Claim(
        UUID runId,
        long token,
        String workflow,
        String version,
        JsonNode input,
        Submitter submitter,
        Optional<UUID> parent,
        int depth,
        int failures,
        int crashes,
        int maxAttempts,
        Duration age,
        Duration waited,
        Optional<String> trace,
        boolean limited) {
    /** Whether an earlier attempt may have left finished steps in the journal. */
    public boolean isResumed() {
        return token > 1;
    }
}
