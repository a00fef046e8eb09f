package io.aiworkflow.run;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Tells within this process that a run was queued or left by an attempt, so that nobody has to wait for the next poll.
 * Signals are hints: losing one costs time, never a run.
 */
@Component
public class RunSignals {
    private final Semaphore queued = new Semaphore(0);
    private final Map<UUID, Set<CompletableFuture<RunOutcome>>> watchers = new ConcurrentHashMap<>();

    /** A run is due. Several signals before the next {@link #awaitQueued} count as one. */
    public void queued() {
        queued.release();
    }

    /** Waits until a run is due, or the time is over. */
    public void awaitQueued(Duration atMost) throws InterruptedException {
        if (queued.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            queued.drainPermits();
        }
    }

    /** An attempt has left its run so. */
    public void left(RunOutcome outcome) {
        Set<CompletableFuture<RunOutcome>> waiting = watchers.get(outcome.id());
        if (waiting != null) {
            waiting.forEach(future -> future.complete(outcome));
        }
    }

    /** A future for the next outcome of an attempt at this run; to be given to {@link #unwatch} in the end. */
    CompletableFuture<RunOutcome> watch(UUID run) {
        CompletableFuture<RunOutcome> future = new CompletableFuture<>();
        watchers.compute(run, (id, waiting) -> {
            Set<CompletableFuture<RunOutcome>> futures = waiting == null ? ConcurrentHashMap.newKeySet() : waiting;
            futures.add(future);
            return futures;
        });
        return future;
    }

    void unwatch(UUID run, CompletableFuture<RunOutcome> future) {
        watchers.computeIfPresent(run, (id, waiting) -> {
            waiting.remove(future);
            return waiting.isEmpty() ? null : waiting;
        });
    }
}
