package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets a few hashes be calculated at a time, and a few more wait for their turn, first come first served. After a hash its
 * place stays empty for as long as that took, so that other requests have the processor in between.
 */
final class HashingGate {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** One entry for each place that nobody is at: from when on it may be used, by {@link System#nanoTime()}. */
    private final BlockingQueue<Long> places;

    private final AtomicInteger inside = new AtomicInteger();
    private final int mostInside;
    private final Duration longestWait;

    HashingGate(PasswordProperties properties) {
        places = new ArrayBlockingQueue<>(properties.places(), true);
        for (int place = 0; place < properties.places(); place++) {
            places.add(System.nanoTime());
        }
        mostInside = properties.places() + properties.maxWaiting();
        longestWait = properties.longestWait();
    }

    /** @throws TransientException when too many wait already, or its turn does not come in time */
    <T> T admit(Supplier<T> work) {
        try {
            Long usableFrom = inside.incrementAndGet() > mostInside
                    ? null
                    : places.poll(longestWait.toNanos(), TimeUnit.NANOSECONDS);
            if (usableFrom == null) {
                throw overloaded(null);
            }
            return workAt(usableFrom, work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw overloaded(e);
        } finally {
            inside.decrementAndGet();
        }
    }

    // Whoever comes next waits for the pause to end: a timer's thread could be held up by those who wait here.
    private <T> T workAt(long usableFrom, Supplier<T> work) throws InterruptedException {
        long nextFrom = usableFrom;
        try {
            TimeUnit.NANOSECONDS.sleep(usableFrom - System.nanoTime());
            long begun = System.nanoTime();
            try {
                return work.get();
            } finally {
                long ended = System.nanoTime();
                nextFrom = ended + (ended - begun);
            }
        } finally {
            places.add(nextFrom);
        }
    }

    private static TransientException overloaded(Exception cause) {
        return new TransientException(
                ErrorCode.OVERLOADED,
                "Too many passwords are being checked; try again in %d seconds.".formatted(PAUSE.toSeconds()),
                PAUSE,
                cause);
    }
}
