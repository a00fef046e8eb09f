package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets a few hashes be calculated at a time, and a few more wait for their turn, first come first served. After a hash its
 * place stays empty for as long as that took, so that other requests have the processor in between.
 */
final class HashingGate {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Semaphore places;
    private final AtomicInteger inside = new AtomicInteger();
    private final int mostInside;
    private final Duration longestWait;

    HashingGate(PasswordProperties properties) {
        places = new Semaphore(properties.places(), true);
        mostInside = properties.places() + properties.maxWaiting();
        longestWait = properties.longestWait();
    }

    /** @throws TransientException when too many wait already, or its turn does not come in time */
    <T> T admit(Supplier<T> work) {
        try {
            if (inside.incrementAndGet() > mostInside
                    || !places.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw overloaded(null);
            }
            long begun = System.nanoTime();
            try {
                return work.get();
            } finally {
                CompletableFuture.delayedExecutor(System.nanoTime() - begun, TimeUnit.NANOSECONDS)
                        .execute(places::release);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw overloaded(e);
        } finally {
            inside.decrementAndGet();
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
