package io.aiworkflow.worker;

import io.aiworkflow.run.PendingWait;
import io.aiworkflow.run.ResolvedWait;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.WaitKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** What an attempt has come to that its run has to wait for, in all its branches. */
final class AttemptWaits {
    private final List<PendingWait> pending = new CopyOnWriteArrayList<>();
    private Map<WaitKey, ResolvedWait> resolved;
    private volatile RunError reason;

    /**
     * Notes what the run has to wait for; the caller throws the result.
     *
     * @param why what callers who wait for the run should know, or null
     */
    RunSuspended suspend(Exchange exchange, PendingWait wait, RunError why) {
        synchronized (pending) {
            // A step that is tried again at once comes to the same wait again.
            if (pending.stream().noneMatch(wait::isSameAs)) {
                pending.add(wait);
            }
        }
        if (why != null) {
            reason = why;
        }
        RunSuspended suspended =
                new RunSuspended(wait.kind().wireName() + " '" + wait.key().step() + "'");
        Suspension.mark(exchange, suspended);
        return suspended;
    }

    /** How this wait has ended, as it was when the attempt came to its first one. */
    Optional<ResolvedWait> resolved(WaitKey key, Supplier<Map<WaitKey, ResolvedWait>> load) {
        synchronized (pending) {
            if (resolved == null) {
                resolved = load.get();
            }
            return Optional.ofNullable(resolved.get(key));
        }
    }

    /** What callers should know about what is pending, or null. */
    RunError reason() {
        return reason;
    }

    List<PendingWait> pending() {
        return List.copyOf(pending);
    }
}
