package io.aiworkflow.worker;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Interrupts attempts that take longer than their workflow allows. */
@Component
class Deadlines implements DisposableBean {
    private final ScheduledExecutorService clock;

    Deadlines() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadlines");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        clock = executor;
    }

    /** Interrupts the calling thread after this time, unless cancelled before. */
    Deadline start(Duration timeout) {
        Deadline deadline = new Deadline(Thread.currentThread());
        deadline.task = clock.schedule(deadline::pass, timeout.toMillis(), TimeUnit.MILLISECONDS);
        return deadline;
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }

    /** The deadline of one attempt. */
    static final class Deadline {
        private final Thread thread;
        private ScheduledFuture<?> task;
        private boolean passed;
        private boolean cancelled;

        private Deadline(Thread thread) {
            this.thread = thread;
        }

        /** Whether the thread was interrupted by this deadline. */
        synchronized boolean isPassed() {
            return passed;
        }

        /** No interrupt comes from this deadline once this has returned. */
        synchronized void cancel() {
            cancelled = true;
            task.cancel(false);
        }

        private synchronized void pass() {
            if (!cancelled) {
                passed = true;
                thread.interrupt();
            }
        }
    }
}
