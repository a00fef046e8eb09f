package io.aiworkflow.connections;

import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;

/** The other side is not there or has no place for the request: nothing was done, and it may go better later. */
final class ConnectionUnavailable extends TransientException implements EffectNotMade {
    private static final long serialVersionUID = 1L;

    /** @param retryAfter the wait that the other side asked for, or null */
    ConnectionUnavailable(String message, Duration retryAfter, Throwable cause) {
        super(ErrorCode.CONNECTION_UNAVAILABLE, message, retryAfter, cause);
    }
}
