package io.aiworkflow.platform;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads of the operating system for work that computes for long. On a virtual thread it would keep one of the few
 * carriers that all requests share; here the caller only waits, and as many compute at once as there are threads.
 */
public final class CpuLane {
    private static final long IDLE_SECONDS = 60;

    private final ThreadPoolExecutor threads;

    /** @param most how many compute at once; they are started when they are needed */
    public CpuLane(String name, int most) {
        this.threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        threads.allowCoreThreadTimeOut(true);
    }

    /** As many threads as there are processors. */
    public static CpuLane ofAllProcessors(String name) {
        return new CpuLane(name, Runtime.getRuntime().availableProcessors());
    }

    /** Half as many threads as there are processors. */
    public static CpuLane ofHalfTheProcessors(String name) {
        return new CpuLane(name, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /**
     * Waits for work to be done. An interrupt of the caller interrupts the work too.
     *
     * @throws CancellationException when the caller was interrupted, which stays noted
     */
    public <T> T run(Callable<T> work) throws Exception {
        return result(threads.submit(work), true);
    }

    /**
     * Waits for work that must not be interrupted: when the caller is, it is not begun, or goes on without him.
     *
     * @throws CancellationException when the caller was interrupted, which stays noted
     */
    public <T> T runToItsEnd(Callable<T> work) throws Exception {
        return result(threads.submit(work), false);
    }

    private static <T> T result(Future<T> running, boolean mayInterrupt) throws Exception {
        try {
            return running.get();
        } catch (InterruptedException e) {
            running.cancel(mayInterrupt);
            Thread.currentThread().interrupt();
            throw new CancellationException("the wait for work that computes was stopped");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
