package io.aiworkflow.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells one attempt, or one step of it, to stop: interrupts the threads that work for it and closes what blocks without
 * heeding interrupts. The first reason counts. Once it is closed, no interrupt comes from it any more.
 */
final class StopSignal {
    private static final ThreadLocal<Work> CURRENT = new ThreadLocal<>();

    private final StopSignal outer;
    private final Map<Thread, Integer> threads = new HashMap<>();
    private final List<Runnable> closers = new ArrayList<>();
    private StopReason reason;
    private boolean closed;

    StopSignal() {
        this(null);
    }

    private StopSignal(StopSignal outer) {
        this.outer = outer;
    }

    /** A signal for a part of this one's work. It stops the part only; what stops the whole stops the part too. */
    StopSignal part() {
        return new StopSignal(this);
    }

    /** Also the calling thread is interrupted until the result is closed; at once if the signal was given before. */
    Work enter() {
        for (StopSignal each = this; each != null; each = each.outer) {
            each.add(Thread.currentThread());
        }
        return new Work(this);
    }

    /**
     * What to do beside the interrupt to end what the calling thread is about to wait for, for example to close a
     * connection. It counts until the thread's present work is closed, and does nothing for a thread that has none.
     */
    static void onStopOfCurrent(Runnable closer) {
        Work work = CURRENT.get();
        if (work != null) {
            work.onStop(closer);
        }
    }

    /** @return whether this was the first reason to stop, and the work was still going on */
    boolean stop(StopReason why) {
        List<Runnable> toClose;
        synchronized (this) {
            if (closed || reason != null) {
                return false;
            }
            reason = why;
            threads.keySet().forEach(Thread::interrupt);
            toClose = List.copyOf(closers);
        }
        toClose.forEach(Runnable::run);
        return true;
    }

    /** Why the work has to stop; what stops the whole comes before what stops the part. */
    Optional<StopReason> reason() {
        Optional<StopReason> outerReason = outer == null ? Optional.empty() : outer.reason();
        return outerReason.isPresent() ? outerReason : ownReason();
    }

    boolean isClosed() {
        return isClosedItself() || outer != null && outer.isClosed();
    }

    /** The work has ended, or was given up. */
    synchronized void close() {
        closed = true;
        threads.clear();
        closers.clear();
    }

    private synchronized Optional<StopReason> ownReason() {
        return Optional.ofNullable(reason);
    }

    private synchronized boolean isClosedItself() {
        return closed;
    }

    private synchronized void add(Thread thread) {
        threads.merge(thread, 1, Integer::sum);
        if (reason != null && !closed) {
            thread.interrupt();
        }
    }

    private synchronized void remove(Thread thread) {
        threads.computeIfPresent(thread, (key, times) -> times == 1 ? null : times - 1);
    }

    private void onStop(Runnable closer) {
        synchronized (this) {
            if (reason == null || closed) {
                closers.add(closer);
                return;
            }
        }
        closer.run();
    }

    private synchronized void forget(List<Runnable> done) {
        closers.removeAll(done);
    }

    /** What one thread does for the attempt. It is closed by the same thread. */
    static final class Work implements AutoCloseable {
        private final StopSignal signal;
        private final Work before = CURRENT.get();
        private final List<Runnable> closers = new ArrayList<>();
        private boolean over;

        private Work(StopSignal signal) {
            this.signal = signal;
            CURRENT.set(this);
        }

        private void onStop(Runnable closer) {
            closers.add(closer);
            for (StopSignal each = signal; each != null; each = each.outer) {
                each.onStop(closer);
            }
        }

        /** An interrupt that only a part was meant to feel does not outlive the part. Closing twice does nothing more. */
        @Override
        public void close() {
            if (over) {
                return;
            }
            over = true;
            for (StopSignal each = signal; each != null; each = each.outer) {
                each.forget(closers);
                each.remove(Thread.currentThread());
            }
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
            boolean leavesPart = signal.outer != null && (before == null || before.signal != signal);
            if (leavesPart
                    && signal.ownReason().isPresent()
                    && signal.outer.reason().isEmpty()) {
                Thread.interrupted();
            }
        }
    }
}
