package io.aiworkflow.connections;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.RetryAfter;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Instant;
import java.util.Set;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** The one place that says what a failure of a connection means to a run. It never tells addresses or what was sent. */
final class ConnectionErrors {
    private static final Set<Integer> BUSY = Set.of(408, 425, 429, 503);
    private static final Set<Class<? extends Exception>> NOT_SENT = Set.of(
            ConnectException.class,
            ConnectTimeoutException.class,
            NoRouteToHostException.class,
            UnknownHostException.class,
            UnresolvedAddressException.class);

    private final String name;

    ConnectionErrors(String name) {
        this.name = name;
    }

    /** @param retryAfter the header of the answer, or null */
    EngineException ofStatus(String method, int status, String retryAfter) {
        String told = "the system '%s' answered %s with HTTP status %d".formatted(name, method, status);
        if (BUSY.contains(status)) {
            return new ConnectionUnavailable(told, RetryAfter.parse(retryAfter, Instant.now()), null);
        } else if (status >= 500) {
            return new ConnectionFailed(told, null);
        }
        return status >= 400
                ? new ConnectionRefused(told, null)
                : new AnswerUnusable(told + "; redirects are not followed, so correct the connection's url", null);
    }

    EngineException ofException(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EngineException known) {
                return known;
            }
            if (cause instanceof AnswerTooLarge) {
                return unusable(cause.getMessage(), failure);
            }
            Throwable candidate = cause;
            if (NOT_SENT.stream().anyMatch(type -> type.isInstance(candidate))) {
                return new ConnectionUnavailable(
                        "the system '%s' cannot be reached (%s)"
                                .formatted(name, cause.getClass().getSimpleName()),
                        null,
                        failure);
            }
        }
        return new ConnectionFailed(
                "the call of the system '%s' broke off (%s)"
                        .formatted(name, failure.getClass().getSimpleName()),
                failure);
    }

    EngineException refused(String why, Exception cause) {
        return new ConnectionRefused("nothing was sent to the system '%s': %s".formatted(name, why), cause);
    }

    EngineException unusable(String why, Exception cause) {
        return new AnswerUnusable("the answer of the system '%s' cannot be used: %s".formatted(name, why), cause);
    }
}
