package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives due runs to workers and takes them back. Methods that take a {@link Claim} throw {@link StaleClaim} when it has
 * lost its run.
 */
public interface RunQueue {
    /**
     * Takes due runs into the hands of a worker, best first, skipping those that another worker is just taking.
     *
     * @param workflows the workflows that the worker can execute now
     */
    List<Claim> claim(UUID worker, Collection<String> workflows, int limit);

    /** Takes this one run if it is due. */
    Optional<Claim> claimOne(UUID worker, UUID runId);

    /** Binds the run to the version on which this attempt executes it. */
    void bindVersion(Claim claim, String version);

    void succeed(Claim claim, JsonNode result);

    void fail(Claim claim, RunError error);

    /**
     * Puts the run back for a later attempt.
     *
     * @param spent whether this attempt counts against the run's attempts
     */
    void retryLater(Claim claim, RunError error, Duration delay, boolean spent);

    /** Gives the run back at once, as if this attempt had not been. */
    void giveBack(Claim claim);
}
