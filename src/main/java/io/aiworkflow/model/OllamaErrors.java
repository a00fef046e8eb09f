package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.EngineException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The one place that says what a failure of Ollama's protocol means to a run. */
final class OllamaErrors {
    private static final int SHOWN = 300;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    OllamaErrors(String url) {
        this.url = url;
    }

    EngineException ofStatus(int status, String body, String retryAfter, String model) {
        String message = messageIn(body);
        return switch (status) {
            case 404 -> notFound(message, model);
            case 429, 502, 503, 504 ->
                new ModelUnavailable(
                        "Ollama at %s has no place for the call (status %d: %s); it will be tried again"
                                .formatted(url, status, shown(message, body)),
                        parseRetryAfter(retryAfter, Instant.now()),
                        null);
            default ->
                status >= 500
                        ? new ModelStreamBroken("Ollama at %s failed on model '%s' (status %d): %s"
                                .formatted(url, model, status, shown(message, body)))
                        : new ModelRefused("Ollama at %s refused the call of model '%s' (status %d): %s%s"
                                .formatted(url, model, status, shown(message, body), hint(message)));
        };
    }

    private static String hint(String message) {
        return message != null && message.contains("context length")
                ? "; give it less to read, or raise engine.model.context-length"
                : "";
    }

    /** What went wrong while the connection was made or the answer was waited for. */
    EngineException ofException(Throwable failure, String model) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return new ModelUnavailable(
                        "Ollama cannot be reached at %s; start it with 'ollama serve', or set OLLAMA_BASE_URL to where it is."
                                .formatted(url),
                        null,
                        failure);
            }
        }
        // It accepted the connection and then dropped the call: that may be the call's own fault, so it counts.
        return broken(model, failure.getMessage(), failure);
    }

    EngineException noFirstByte(String model, Duration waited) {
        return new ModelUnavailable(
                "Ollama at %s did not begin to answer for model '%s' within %s; it may still be loading the model or be overloaded"
                        .formatted(url, model, seconds(waited)));
    }

    EngineException idle(String model, Duration waited) {
        return broken(model, "nothing arrived for " + seconds(waited), null);
    }

    EngineException broken(String model, String reason, Throwable cause) {
        return new ModelStreamBroken(
                "the answer of model '%s' at %s broke off: %s".formatted(model, url, reason), cause);
    }

    String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private EngineException notFound(String message, String model) {
        return new ModelUnavailable(
                message == null
                        ? "there is no Ollama at %s: it answered 404; set OLLAMA_BASE_URL to the server's root"
                                .formatted(url)
                        : "Ollama at %s does not have model '%s' (%s); fetch it with 'ollama pull %s'"
                                .formatted(url, model, shown(message), model));
    }

    /** The text of Ollama's error document, or null when the body is not one. */
    private String messageIn(String body) {
        try {
            JsonNode error = json.readTree(body).path("error");
            return error.isTextual() ? error.asText() : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private String shown(String message, String body) {
        String text = message == null ? body.strip() : message;
        return text.isEmpty() ? "no reason given" : shown(text);
    }

    /** Seconds or an HTTP date; null when absent, unreadable or past. */
    static Duration parseRetryAfter(String header, Instant now) {
        if (header == null) {
            return null;
        }
        Duration wait;
        try {
            String text = header.strip();
            wait = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return null;
        }
        if (wait.isNegative()) {
            return null;
        }
        return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** A cancelled call: the flag is set again for whoever owns the thread. */
    static EngineException cancelled(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ModelCallCancelled(cause);
    }

    static boolean isNetworkFailure(Throwable failure) {
        return failure instanceof IOException || failure instanceof UnresolvedAddressException;
    }
}
