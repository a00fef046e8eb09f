package io.aiworkflow.worker;

import io.aiworkflow.run.Claim;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The runs that this process has in hand at the moment, those that wait for a thread and sub-runs included. What the
 * database says this worker holds and is not here was lost on the way.
 */
@Component
class HeldRuns {
    private final Map<UUID, HeldRun> runs = new ConcurrentHashMap<>();
    private final WorkerStanding standing;

    HeldRuns(WorkerStanding standing) {
        this.standing = standing;
    }

    /** @param freeSlot makes room for another run once this one has left */
    HeldRun add(Claim claim, Runnable freeSlot) {
        HeldRun held = new HeldRun(claim, freeSlot);
        runs.put(claim.runId(), held);
        return held;
    }

    /** The attempt's thread has ended. A later attempt at the same run stays. */
    void remove(HeldRun held) {
        if (held.end()) {
            standing.stuck(-1);
        }
        release(held);
    }

    /** For an attempt that was given up: its thread is still busy, but the run and the slot are free. */
    void release(HeldRun held) {
        held.signal().close();
        runs.remove(held.claim().runId(), held);
        held.freeSlot();
    }

    Optional<HeldRun> find(UUID run) {
        return Optional.ofNullable(runs.get(run));
    }

    Collection<HeldRun> all() {
        return List.copyOf(runs.values());
    }

    int size() {
        return runs.size();
    }

    UUID[] ids() {
        return runs.keySet().toArray(UUID[]::new);
    }
}
