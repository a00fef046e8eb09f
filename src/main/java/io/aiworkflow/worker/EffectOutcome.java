package io.aiworkflow.worker;

import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Tells from a failure whether the other side can have made the effect that it was asked for. */
final class EffectOutcome {
    /** There was no connection, so nothing was sent. */
    private static final Set<Class<? extends Throwable>> NOT_SENT = Set.of(
            ConnectException.class,
            ConnectTimeoutException.class,
            HttpConnectTimeoutException.class,
            NoRouteToHostException.class,
            UnknownHostException.class,
            UnresolvedAddressException.class);

    /** The request was refused before anything was done about it. */
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(
            ErrorCode.INVALID_INPUT,
            ErrorCode.MALFORMED_REQUEST,
            ErrorCode.MALFORMED_JSON,
            ErrorCode.PAYLOAD_TOO_LARGE,
            ErrorCode.WORKFLOW_NOT_FOUND,
            ErrorCode.MODEL_REFUSED);

    private static final int SERVICE_UNAVAILABLE = 503;

    private EffectOutcome() {}

    /** Whether it is certain that nothing was done. In doubt it is not. */
    static boolean isNotMade(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http) {
                return isRefusal(http.getStatusCode());
            }
            boolean refused = cause instanceof PermanentException known && REFUSALS.contains(known.code());
            Throwable candidate = cause;
            if (refused
                    || cause instanceof EffectNotMade
                    || NOT_SENT.stream().anyMatch(type -> type.isInstance(candidate))) {
                return true;
            }
        }
        return false;
    }

    /** With 500, 502 and 504 the other side, or somebody behind it, may have done it before it failed. */
    private static boolean isRefusal(int status) {
        return status >= 400 && status < 500 || status == SERVICE_UNAVAILABLE;
    }
}
