package io.aiworkflow.documents;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Keeps few whole files in memory at the same time; the others wait a little on their way in. */
@Component
class UploadTurns {
    private static final int PLACES = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Semaphore places = new Semaphore(PLACES);

    <T> T take(Callable<T> work) throws Exception {
        if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TransientException(
                    ErrorCode.OVERLOADED, "many documents are being sent at the moment", RETRY_AFTER, null);
        }
        try {
            return work.call();
        } finally {
            places.release();
        }
    }
}
