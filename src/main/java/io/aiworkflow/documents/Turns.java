package io.aiworkflow.documents;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Few at the same time; the others wait a little, and are told to come again when that was not enough. */
final class Turns {
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore places;
    private final String crowded;

    /** @param crowded what is said to those who get no place */
    Turns(int places, String crowded) {
        this.places = new Semaphore(places);
        this.crowded = crowded;
    }

    <T> T take(Callable<T> work) throws Exception {
        if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TransientException(ErrorCode.OVERLOADED, crowded, RETRY_AFTER, null);
        }
        try {
            return work.call();
        } finally {
            places.release();
        }
    }
}
