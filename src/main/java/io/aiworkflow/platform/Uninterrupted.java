package io.aiworkflow.platform;

import java.util.function.Supplier;

/**
 * Puts the thread's interrupt aside while the database is asked, and sets it again afterwards: on a virtual thread it
 * would close the connection, which belongs to the pool. It does not keep off an interrupt that comes meanwhile.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    public static void run(Runnable work) {
        get(() -> {
            work.run();
            return null;
        });
    }

    public static <T> T get(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
