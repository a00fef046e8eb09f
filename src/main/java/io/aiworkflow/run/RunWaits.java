package io.aiworkflow.run;

import java.util.List;
import java.util.UUID;

/** What runs wait for without a worker, and how they are woken. Waking is safe to repeat and to do too often. */
public interface RunWaits {
    /** Queues the run if something that it waits for is resolved. */
    boolean wakeResolved(UUID run);

    /** Queues the runs that wait for this sub-run, which has ended. */
    int wakeParents(UUID child);

    /**
     * Tells the runs that wait for this sub-run why it is not finished.
     *
     * @return these runs
     */
    List<UUID> tellParents(UUID child, RunError why);

    /** Queues every run that missed its waking, because somebody died in between. */
    int wakeAllResolved();
}
