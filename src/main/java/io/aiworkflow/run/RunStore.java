package io.aiworkflow.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Accepts runs and tells about them. Each method is one statement that is committed when it returns, so that no
 * transaction is ever open between two of them and a pooler in front of the database may give each to another
 * connection. Times are the database's, never the caller's.
 */
public interface RunStore {
    /**
     * Accepts a run: the run, its place in the queue and its idempotency key commit together.
     *
     * @throws io.aiworkflow.failure.PermanentException IDEMPOTENCY_KEY_REUSED when the key came with another input before
     */
    Submission submit(NewRun run);

    /**
     * The run that an earlier request with the same idempotency key led to.
     *
     * @throws io.aiworkflow.failure.PermanentException as {@link #submit}
     */
    Optional<Submission> earlier(NewRun run);

    /** The sub-run that was started with this key before. */
    Optional<UUID> subRun(UUID parent, String workflow, String key);

    /** The run, be it unfinished or in the history. */
    Optional<Run> find(UUID id);

    /** Newest first, without inputs and results. */
    List<Run> list(RunFilter filter);

    /** How many runs are in each state; states without runs are left out. */
    Map<RunState, Long> countByState();

    /** How many runs of each user are queued; users without any are left out. */
    Map<String, Integer> countQueuedByUser();
}
