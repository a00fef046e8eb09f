package io.aiworkflow.run;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The worker processes that may hold runs, and how long each is believed to be alive, by the database's clock alone. */
public interface WorkerStore {
    /** Enters the worker, or renews its lease: it is believed alive for {@code lease} from now. */
    void renew(WorkerReport report, Duration lease);

    /** Ends the worker's lease at once. Runs that it still holds are found by the next {@link #requeueOrphans}. */
    void remove(UUID worker);

    /**
     * Puts runs back into the queue that the worker claimed a while ago but does not have in hand: the answer to the
     * claim or the outcome of the attempt was lost.
     *
     * @param held the runs that the worker has in hand
     * @return how many there were
     */
    int requeueLost(UUID worker, UUID[] held);

    /**
     * Puts runs of workers whose lease ended, or that are not known at all, back into the queue and counts the crash; a
     * run that was held in too many crashes fails instead. It pages through the running runs by their ids.
     *
     * @param maxCrashes with this many crashes a run fails
     * @return the runs that were taken from dead workers
     */
    List<FreedRun> requeueOrphans(int maxCrashes);

    /** Frees slots whose run is not running, and forgets workers that are long gone and the steps of attempts that have ended. */
    void sweep();

    /** The runs in this worker's hands whose cancel was requested. */
    List<UUID> cancelRequested(UUID worker);

    /**
     * Whether runs are queued that have to be executed alone, and whether this worker is the one that makes room for
     * them: of all living workers the one with the least id.
     *
     * @param workflows those that the worker can execute
     * @param crashes from this many on a run is executed alone
     */
    SuspectDuty suspectDuty(UUID worker, Set<String> workflows, int crashes);

    /** Every worker that was heard of within the last hour, the longest running one first. */
    List<WorkerStatus> list();

    /** Flags a run whose step ignores its interrupt. */
    void flagStuck(Claim claim);
}
