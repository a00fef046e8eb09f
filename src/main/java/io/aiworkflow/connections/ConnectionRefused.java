package io.aiworkflow.connections;

import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/** The other side has refused the request, or the engine did not send it: nothing was done, and asking again is no use. */
final class ConnectionRefused extends PermanentException implements EffectNotMade {
    private static final long serialVersionUID = 1L;

    ConnectionRefused(String message, Throwable cause) {
        super(ErrorCode.CONNECTION_REFUSED, message, cause);
    }
}
