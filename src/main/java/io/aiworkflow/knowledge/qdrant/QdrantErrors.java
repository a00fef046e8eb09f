package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.knowledge.VectorIndexRefused;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** The one place that says what a failure of Qdrant's protocol means to a run. */
final class QdrantErrors {
    private static final int SHOWN = 300;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    QdrantErrors(String url) {
        this.url = url;
    }

    EngineException ofStatus(int status, String body, String retryAfter) {
        String reason = reason(body);
        return switch (status) {
            case 401, 403 ->
                new VectorIndexRefused(
                        "Qdrant at %s refused the key (status %d: %s); set QDRANT_API_KEY to one that may read and write"
                                .formatted(url, status, reason),
                        null);
            case 404, 408, 429 ->
                unavailable(
                        "Qdrant at %s could not do it now (status %d: %s)".formatted(url, status, reason), retryAfter);
            case 507 -> unavailable("Qdrant at %s has no space left: %s".formatted(url, reason), retryAfter);
            default ->
                status >= 500
                        ? unavailable("Qdrant at %s failed (status %d: %s)".formatted(url, status, reason), retryAfter)
                        : new VectorIndexRefused(
                                "Qdrant at %s refused the request (status %d: %s)".formatted(url, status, reason),
                                null);
        };
    }

    EngineException ofException(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return new VectorIndexUnavailable("Qdrant at %s did not answer in time".formatted(url), failure);
            }
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return new VectorIndexUnavailable(
                        "Qdrant cannot be reached at %s; start it, or set QDRANT_URL to where it is".formatted(url),
                        failure);
            }
            if (cause instanceof SSLException) {
                return new VectorIndexUnavailable(
                        "no safe connection to Qdrant at %s can be made (%s); its authority's certificate can be named in"
                                        .formatted(url, cause.getMessage())
                                + " engine.knowledge.qdrant.certificate",
                        failure);
            }
        }
        return new VectorIndexUnavailable(
                "the connection to Qdrant at %s broke: %s".formatted(url, failure.getMessage()), failure);
    }

    EngineException notQdrant(String body) {
        return new VectorIndexUnavailable(
                "what answers at %s is not Qdrant; set QDRANT_URL to its REST port: %s".formatted(url, shown(body)),
                null);
    }

    EngineException notApplied(String state) {
        return new VectorIndexUnavailable(
                "Qdrant at %s has taken a change but not applied it in time (%s)".formatted(url, state), null);
    }

    private static VectorIndexUnavailable unavailable(String message, String retryAfter) {
        return new VectorIndexUnavailable(message, seconds(retryAfter), null);
    }

    /** Qdrant gives whole seconds; null when there are none. */
    private static Duration seconds(String retryAfter) {
        if (retryAfter == null || !retryAfter.strip().matches("\\d{1,9}")) {
            return null;
        }
        Duration wait = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
        return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
    }

    /** Most errors come as {@code {"status":{"error":"..."}}}, some, like a missing key, as plain text. */
    private String reason(String body) {
        try {
            JsonNode error = json.readTree(body).at("/status/error");
            return error.isTextual() ? shown(error.asText()) : shown(body);
        } catch (JsonProcessingException e) {
            return shown(body);
        }
    }

    private static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            return "no reason given";
        }
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
