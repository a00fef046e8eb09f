package io.aiworkflow.documents;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Lets few addresses be fetched at the same time, and fewer for one user: somebody else's server decides how long each
 * takes, and must not keep others from handing in their files.
 */
@Component
class FetchTurns {
    private static final int PLACES = 4;
    private static final int PLACES_OF_ONE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Semaphore places = new Semaphore(PLACES);
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    <T> T take(String user, Callable<T> work) throws Exception {
        try {
            if (taken.merge(user, 1, Integer::sum) > PLACES_OF_ONE) {
                throw new TransientException(
                        ErrorCode.RATE_LIMITED,
                        "%d addresses are being fetched for you already; try again when they are here"
                                .formatted(PLACES_OF_ONE),
                        RETRY_AFTER,
                        null);
            }
            return inTurn(work);
        } finally {
            taken.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
    }

    private <T> T inTurn(Callable<T> work) throws Exception {
        if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TransientException(
                    ErrorCode.OVERLOADED, "many addresses are being fetched at the moment", RETRY_AFTER, null);
        }
        try {
            return work.call();
        } finally {
            places.release();
        }
    }
}
