package io.aiworkflow.worker;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.RetryAfter;
import io.aiworkflow.failure.TransientException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.ValidationException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.net.NamedEndpoint;

/** Tells failures that may pass by themselves from those that will not. */
final class FailureClassifier {
    /** Faults of the route or its input: trying again gives the same. */
    private static final Set<Class<? extends Throwable>> PERMANENT = Set.of(
            IllegalArgumentException.class,
            ClassCastException.class,
            NullPointerException.class,
            IndexOutOfBoundsException.class,
            ArithmeticException.class,
            UnsupportedOperationException.class,
            ValidationException.class,
            NoSuchBeanException.class,
            NoTypeConversionAvailableException.class,
            ExpressionIllegalSyntaxException.class);

    private static final Set<Integer> TRANSIENT_HTTP = Set.of(408, 425, 429);

    private FailureClassifier() {}

    static EngineException classify(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof EngineException known) {
                return known;
            }
            if (cause instanceof HttpOperationFailedException http) {
                return http(http);
            }
            if (cause instanceof HttpHostConnectException refused) {
                return unreachable(refused.getHost(), failure);
            }
            if (cause instanceof ConnectTimeoutException late) {
                return unreachable(late.getHost(), failure);
            }
            root = cause;
        }
        String message = describe(root);
        return PERMANENT.stream().anyMatch(known -> isCausedBy(failure, known))
                ? new PermanentException(ErrorCode.WORKFLOW_FAILED, message, failure)
                : new TransientException(ErrorCode.WORKFLOW_FAILED, message, null, failure);
    }

    private static EngineException http(HttpOperationFailedException failure) {
        int status = failure.getStatusCode();
        // The URI may carry credentials in its query, so only the host is named.
        String message = "%s answered with HTTP status %d".formatted(host(failure.getUri()), status);
        return status < 500 && !TRANSIENT_HTTP.contains(status)
                ? new PermanentException(ErrorCode.WORKFLOW_FAILED, message, failure)
                : new TransientException(ErrorCode.WORKFLOW_FAILED, message, pause(failure), failure);
    }

    /** The wait that the other side asked for, or null; names of headers come in any spelling. */
    private static Duration pause(HttpOperationFailedException failure) {
        Map<String, String> headers = failure.getResponseHeaders();
        return headers == null
                ? null
                : headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                        .findFirst()
                        .map(header -> RetryAfter.parse(header.getValue(), Instant.now()))
                        .orElse(null);
    }

    /** The client's own message lists the addresses behind the name, which are nobody's business. */
    private static EngineException unreachable(NamedEndpoint host, Throwable failure) {
        String message = "%s cannot be reached"
                .formatted(host == null ? "an HTTP server" : host.getHostName() + ":" + host.getPort());
        return new TransientException(ErrorCode.WORKFLOW_FAILED, message, null, failure);
    }

    private static String host(String uri) {
        try {
            return URI.create(uri).getHost();
        } catch (IllegalArgumentException e) {
            return "an HTTP server";
        }
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null
                ? name
                : name + ": " + message.lines().findFirst().orElse("");
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable next(Throwable failure) {
        return failure.getCause() == failure ? null : failure.getCause();
    }
}
