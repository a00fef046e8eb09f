package io.aiworkflow.worker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells one attempt to stop: interrupts the threads that work for it and closes what blocks without heeding interrupts.
 * The first reason counts. Once it is closed, no interrupt comes from it any more.
 */
final class StopSignal {
    private final Set<Thread> threads = new HashSet<>();
    private final List<Runnable> closers = new ArrayList<>();
    private StopReason reason;
    private boolean closed;

    /**
     * Also this thread is interrupted from now on; at once if the attempt was stopped before.
     *
     * @return false when it had entered already, and must not leave yet
     */
    synchronized boolean enter(Thread thread) {
        boolean entered = !closed && threads.add(thread);
        if (entered && reason != null) {
            thread.interrupt();
        }
        return entered;
    }

    /** No interrupt comes to this thread once this has returned. */
    synchronized void leave(Thread thread) {
        threads.remove(thread);
    }

    /** What to do beside the interrupt, for example to close a connection; at once if the attempt was stopped before. */
    void onStop(Runnable closer) {
        synchronized (this) {
            if (reason == null) {
                closers.add(closer);
                return;
            }
        }
        closer.run();
    }

    synchronized void forget(Runnable closer) {
        closers.remove(closer);
    }

    /** @return whether this was the first reason to stop, and the attempt was still going on */
    boolean stop(StopReason why) {
        List<Runnable> toClose;
        synchronized (this) {
            if (closed || reason != null) {
                return false;
            }
            reason = why;
            threads.forEach(Thread::interrupt);
            toClose = List.copyOf(closers);
        }
        toClose.forEach(Runnable::run);
        return true;
    }

    synchronized Optional<StopReason> reason() {
        return Optional.ofNullable(reason);
    }

    /** The attempt has ended, or was given up. */
    synchronized void close() {
        closed = true;
        threads.clear();
        closers.clear();
    }
}
