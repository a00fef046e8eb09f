package io.aiworkflow.run;

import io.aiworkflow.run.RunSignal.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Tells that a run was queued, left by an attempt or changed otherwise, so that nobody has to wait for the next poll.
 * Signals are hints: losing one costs time, never a run. They stay in this process unless a relay takes them on.
 */
@Component
public class RunSignals {
    private final Semaphore queued = new Semaphore(0);
    private final Map<UUID, Set<CompletableFuture<Optional<RunOutcome>>>> watchers = new ConcurrentHashMap<>();
    private final Map<Kind, List<Consumer<UUID>>> listeners = new ConcurrentHashMap<>();
    private volatile Consumer<RunSignal> relay = signal -> {};

    /** A run is due. Several signals before the next {@link #awaitQueued} count as one. */
    public void queued() {
        queued.release();
        relay.accept(RunSignal.queued());
    }

    /** Waits until a run is due, or the time is over. */
    public void awaitQueued(Duration atMost) throws InterruptedException {
        if (queued.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            queued.drainPermits();
        }
    }

    /** An attempt has left its run so. */
    public void left(RunOutcome outcome) {
        wake(outcome.id(), Optional.of(outcome));
        tell(RunSignal.of(Kind.LEFT, outcome.id()));
    }

    /** The journal of this run has a new line. */
    public void journalled(UUID run) {
        tell(RunSignal.of(Kind.JOURNALLED, run));
    }

    /** A step of this run has reported how far it is. */
    public void progressed(UUID run) {
        tell(RunSignal.of(Kind.PROGRESSED, run));
    }

    /** The cancel of this run is asked for in its row. */
    public void cancelRequested(UUID run) {
        tell(RunSignal.of(Kind.CANCEL_REQUESTED, run));
    }

    /** Calls the listener with the run of each such signal, on the thread of whoever gives it: it must not block. */
    public void listen(Kind kind, Consumer<UUID> listener) {
        listeners.computeIfAbsent(kind, any -> new CopyOnWriteArrayList<>()).add(listener);
    }

    /** Gives each signal of this process to the relay too, which must neither block nor throw. */
    public void relayTo(Consumer<RunSignal> next) {
        relay = next;
    }

    /** Takes a signal of another process; it is not relayed again. */
    public void receive(RunSignal signal) {
        if (signal.kind() == Kind.QUEUED) {
            queued.release();
        }
        signal.run().ifPresent(run -> {
            if (signal.kind() == Kind.LEFT) {
                wake(run, Optional.empty());
            }
            notifyListeners(signal.kind(), run);
        });
    }

    /**
     * A future for the next outcome of an attempt at this run, empty if it has to be looked up; to be given to
     * {@link #unwatch} in the end.
     */
    CompletableFuture<Optional<RunOutcome>> watch(UUID run) {
        CompletableFuture<Optional<RunOutcome>> future = new CompletableFuture<>();
        watchers.compute(run, (id, waiting) -> {
            Set<CompletableFuture<Optional<RunOutcome>>> futures =
                    waiting == null ? ConcurrentHashMap.newKeySet() : waiting;
            futures.add(future);
            return futures;
        });
        return future;
    }

    /** Sends everybody who watches a run to the store. */
    void wakeWatchers() {
        watchers.keySet().forEach(run -> wake(run, Optional.empty()));
    }

    void unwatch(UUID run, CompletableFuture<Optional<RunOutcome>> future) {
        watchers.computeIfPresent(run, (id, waiting) -> {
            waiting.remove(future);
            return waiting.isEmpty() ? null : waiting;
        });
    }

    private void tell(RunSignal signal) {
        signal.run().ifPresent(run -> notifyListeners(signal.kind(), run));
        relay.accept(signal);
    }

    private void notifyListeners(Kind kind, UUID run) {
        listeners.getOrDefault(kind, List.of()).forEach(listener -> listener.accept(run));
    }

    private void wake(UUID run, Optional<RunOutcome> outcome) {
        Set<CompletableFuture<Optional<RunOutcome>>> waiting = watchers.get(run);
        if (waiting != null) {
            waiting.forEach(future -> future.complete(outcome));
        }
    }
}
