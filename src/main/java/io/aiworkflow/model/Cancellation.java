package io.aiworkflow.model;

import java.util.function.Supplier;

/**
 * Ends a call to a model from another thread, wherever it is: waiting for a place, for the first word, or in the middle
 * of the answer. It can be used once.
 */
public final class Cancellation {
    private Thread working;
    private boolean cancelled;

    /** Ends the call, or lets it not begin. Does nothing after its end. */
    public synchronized void cancel() {
        cancelled = true;
        if (working != null) {
            working.interrupt();
        }
    }

    /** @throws ModelCallCancelled when it was cancelled before the call had ended; the thread is not interrupted then */
    <T> T guard(Supplier<T> call) {
        begin();
        try {
            return call.get();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        if (cancelled) {
            throw new ModelCallCancelled(null);
        }
        working = Thread.currentThread();
    }

    private synchronized void end() {
        working = null;
        if (cancelled) {
            Thread.interrupted();
        }
    }
}
