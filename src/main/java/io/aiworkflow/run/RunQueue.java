package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives queued runs to workers and takes them back. Each method is one statement, so a worker that freezes in the middle
 * holds no lock. Methods that take a {@link Claim} throw {@link StaleClaim} when it has lost its run.
 */
public interface RunQueue {
    /**
     * Takes queued runs into the hands of a worker: oldest first, moved by priority and by how much of the same user is
     * in progress, within all limits, skipping those that another worker is just taking.
     */
    List<Claim> claim(ClaimRequest request);

    /**
     * Takes this one run if it is queued. It is executed on its parent's thread, so no limit of users counts.
     *
     * @param limit how many runs of its workflow may be executed at a time, 0 for no limit
     * @param mostCrashes only if it was in hand in at most so many crashes
     */
    Optional<Claim> claimOne(UUID worker, UUID runId, int limit, int mostCrashes);

    /** Queues waiting runs that are due. */
    int promoteDue();

    /** Binds the run to the version on which this attempt executes it. */
    void bindVersion(Claim claim, String version);

    /** Clears the run's journal, so that this attempt begins anew, on this version. Effects and sub-runs stay known. */
    void restart(Claim claim, String version);

    void succeed(Claim claim, JsonNode result);

    void fail(Claim claim, RunError error);

    /** Ends a run whose cancel was requested. */
    void cancelled(Claim claim);

    /**
     * Puts the run back for a later attempt.
     *
     * @param spent whether this attempt counts against the run's attempts
     * @return the state that the run has now: it may have been cancelled meanwhile
     */
    RunState retryLater(Claim claim, RunError error, Duration delay, boolean spent);

    /** Puts the run back for as long as its workflow is not loaded, with a look at it after this time; returns as above. */
    RunState awaitWorkflow(Claim claim, RunError error, Duration next);

    /** Lets the run wait until a person has said what became of an outside effect; returns as above. */
    RunState awaitReview(Claim claim, RunError error);

    /** Gives the run back at once, as if this attempt had not been; returns as above. */
    RunState giveBack(Claim claim);

    /**
     * Lets the run wait without a worker until one of these is resolved. Call {@link RunWaits#wakeResolved} afterwards:
     * one of them may have been resolved meanwhile.
     *
     * @param why what callers who wait for the run should know, or null
     * @param timeLeft when the run is woken at the latest, since its own time is over then
     */
    void suspend(Claim claim, List<PendingWait> waits, RunError why, Optional<Duration> timeLeft);
}
