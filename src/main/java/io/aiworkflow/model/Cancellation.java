package io.aiworkflow.model;

import java.util.function.Supplier;

/**
 * Ends a call to a model from another thread, wherever it is: waiting for a place, for the first word, or in the middle
 * of the answer. It can be used once.
 */
public final class Cancellation {
    private static final ThreadLocal<Cancellation> REACHING = new ThreadLocal<>();

    private Thread working;
    private boolean cancelled;

    /** Ends the call, or lets it not begin. Does nothing after its end. */
    public synchronized void cancel() {
        cancelled = true;
        if (working != null) {
            working.interrupt();
        }
    }

    /**
     * Reaches the embedding calls that some work makes on its way, without knowing of this. Only during these the thread
     * is interrupted, for the rest of the work may not bear it.
     */
    public <T> T reach(Supplier<T> work) {
        REACHING.set(this);
        try {
            return work.get();
        } finally {
            REACHING.remove();
        }
    }

    /** Guards a call by whatever reaches it. */
    static <T> T guardReached(Supplier<T> call) {
        Cancellation reaching = REACHING.get();
        return reaching == null ? call.get() : reaching.guard(call);
    }

    /** @throws ModelCallCancelled when it was cancelled before the call had ended; the thread is not interrupted then */
    <T> T guard(Supplier<T> call) {
        begin();
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw isCancelled() ? new ModelCallCancelled(e) : e;
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

    synchronized boolean isCancelled() {
        return cancelled;
    }

    private synchronized void end() {
        working = null;
        if (cancelled) {
            Thread.interrupted();
        }
    }
}
