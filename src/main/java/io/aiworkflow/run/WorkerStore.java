package io.aiworkflow.run;

import java.time.Duration;
import java.util.UUID;

/** The worker processes that may hold runs, and how long each is believed to be alive. */
public interface WorkerStore {
    /** Enters the worker, or renews its lease: it is believed alive for {@code lease} from now. */
    void renew(UUID worker, String host, Duration lease);

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
     * Puts runs of workers whose lease ended back into the queue and counts the crash; a run that was held in too many
     * crashes fails instead. Forgets workers that are long gone.
     *
     * @param maxCrashes with this many crashes a run fails
     * @return how many runs were taken from dead workers
     */
    int requeueOrphans(int maxCrashes);
}
