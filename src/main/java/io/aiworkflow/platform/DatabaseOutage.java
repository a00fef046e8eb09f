package io.aiworkflow.platform;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets finished work outlast a database that is away. It is meant for writes that carry a fencing token and so may be
 * repeated at any time; whoever still waits for an answer is better told at once.
 */
public final class DatabaseOutage {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOutage.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SHORTEST_PAUSE_MILLIS = 200;
    private static final int LONGEST_PAUSE_MILLIS = 600;

    private DatabaseOutage() {}

    /**
     * Repeats the write while the database cannot take it, for a minute at most. An interrupt ends that and is left set.
     *
     * @throws RuntimeException the failure of the last try
     */
    public static void outlast(Runnable write) {
        get(() -> {
            write.run();
            return null;
        });
    }

    /** The same for somebody who waits, and so not for long. */
    public static void outlast(Runnable write, Duration patience) {
        get(
                () -> {
                    write.run();
                    return null;
                },
                patience);
    }

    /** The same for a write that tells something. */
    public static <T> T get(Supplier<T> write) {
        return get(write, PATIENCE);
    }

    /**
     * The same for a write that tells something to somebody who waits.
     *
     * @param patience after which no other try begins
     */
    public static <T> T get(Supplier<T> write, Duration patience) {
        long start = System.nanoTime();
        while (true) {
            try {
                return write.get();
            } catch (RuntimeException e) {
                if (!DatabaseTrouble.causes(e) || System.nanoTime() - start > patience.toNanos()) {
                    throw e;
                }
                LOG.debug("Written again in a moment", e);
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException failure) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
