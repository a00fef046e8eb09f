package io.aiworkflow.documents;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Lets few addresses be fetched at the same time, and fewer for one user: somebody else's server decides how long each
 * takes, and must not keep others from handing in their files.
 */
@Component
class FetchTurns {
    private static final int PLACES = 4;
    private static final int PLACES_OF_ONE = 2;

    private final Turns turns = new Turns(PLACES, "many addresses are being fetched at the moment");
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    <T> T take(String user, Callable<T> work) throws Exception {
        try {
            if (taken.merge(user, 1, Integer::sum) > PLACES_OF_ONE) {
                throw new TransientException(
                        ErrorCode.RATE_LIMITED,
                        "%d addresses are being fetched for you already; try again when they are here"
                                .formatted(PLACES_OF_ONE),
                        Turns.RETRY_AFTER,
                        null);
            }
            return turns.take(work);
        } finally {
            taken.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
