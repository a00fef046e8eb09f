package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The one place that says what a failure of a model server means to a run. */
final class ServerErrors {
    private static final int SHOWN = 300;
    /** How servers say that a prompt does not fit. */
    private static final List<String> TOO_LONG =
            List.of("context length", "context_length", "context window", "context size", "maximum context");

    /** Ollama says this with status 500. */
    private static final Pattern WRONG_OPTION = Pattern.compile("option \"[^\"]+\" must be of type");

    private final ObjectMapper json = new ObjectMapper();
    private final String name;
    private final String url;
    private final String start;
    private final String fetch;

    /** Of an Ollama. */
    ServerErrors(String url) {
        this(
                "Ollama",
                url,
                "start it with 'ollama serve', or set OLLAMA_BASE_URL to where it is.",
                "; fetch it with 'ollama pull %s'");
    }

    /**
     * Of another server.
     *
     * @param start what to do when it does not answer
     * @param fetch what to do when it lacks the model %s, or nothing
     */
    ServerErrors(String name, String url, String start, String fetch) {
        this.name = name;
        this.url = url;
        this.start = start;
        this.fetch = fetch;
    }

    EngineException ofStatus(int status, String body, String retryAfter, String model) {
        String message = messageIn(body);
        return switch (status) {
            case 404 -> notFound(message, model);
            case 429, 502, 503, 504 ->
                new ModelUnavailable(
                        ModelUnavailable.Reason.BUSY,
                        "%s at %s has no place for the call (status %d: %s); it will be tried again"
                                .formatted(name, url, status, shown(message, body)),
                        RetryAfter.parse(retryAfter, Instant.now()),
                        null);
            default -> status >= 500 ? failed(status, body, model) : refused(status, body, model);
        };
    }

    /** Whoever writes an option wrong must not look like a model that fails. */
    private EngineException failed(int status, String body, String model) {
        String message = messageIn(body);
        return message != null && WRONG_OPTION.matcher(message).find()
                ? refused(status, body, model)
                : ModelStreamBroken.ofModel("%s at %s failed on model '%s' (status %d): %s"
                        .formatted(name, url, model, status, shown(message, body)));
    }

    private ModelRefused refused(int status, String body, String model) {
        String message = messageIn(body);
        boolean tooLong = message != null && TOO_LONG.stream().anyMatch(message.toLowerCase(Locale.ROOT)::contains);
        return new ModelRefused(
                "%s at %s refused the call of model '%s' (status %d): %s%s"
                        .formatted(
                                name,
                                url,
                                model,
                                status,
                                shown(message, body),
                                tooLong ? "; give it less to read, or raise engine.model.context-length" : ""),
                tooLong);
    }

    /** What went wrong while the connection was made or the answer was waited for. */
    EngineException ofException(Throwable failure, String model) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return new ModelUnavailable(
                        ModelUnavailable.Reason.UNREACHABLE,
                        "%s cannot be reached at %s; %s".formatted(name, url, start),
                        null,
                        failure);
            }
        }
        // It accepted the connection and then dropped the call: that may be the call's own fault, so it counts.
        return broken(model, failure.getMessage(), failure);
    }

    EngineException noFirstByte(String model, Duration waited) {
        return new ModelUnavailable(
                ModelUnavailable.Reason.SILENT,
                "%s at %s did not begin to answer for model '%s' within %s; it may still be loading the model or be overloaded"
                        .formatted(name, url, model, seconds(waited)),
                null,
                null);
    }

    EngineException idle(String model, Duration waited) {
        return broken(model, "nothing arrived for " + seconds(waited), null);
    }

    /** @param begun whether something had arrived: then the server works, and the model is slow */
    EngineException tooSlow(String model, Duration allowed, boolean begun) {
        String reason = "it was not complete after %s (engine.model.total-timeout)".formatted(seconds(allowed));
        return begun ? said(model, reason) : broken(model, reason, null);
    }

    EngineException broken(String model, String reason, Throwable cause) {
        return new ModelStreamBroken(
                "the answer of model '%s' at %s broke off: %s".formatted(model, url, reason), cause);
    }

    /** The model does it, as the server or the answer says; the server works. */
    EngineException said(String model, String error) {
        return ModelStreamBroken.ofModel(
                "the answer of model '%s' at %s broke off: %s".formatted(model, url, shown(error)));
    }

    String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private EngineException notFound(String message, String model) {
        return new ModelUnavailable(
                message == null
                        ? "there is no %s at %s: it answered 404; %s".formatted(name, url, start)
                        : "%s at %s does not have model '%s' (%s)%s"
                                .formatted(name, url, model, shown(message), fetch.formatted(model)));
    }

    /** The text of an error document, or null when the body is not one. */
    private String messageIn(String body) {
        try {
            JsonNode error = json.readTree(body).path("error");
            JsonNode message = error.isObject() ? error.path("message") : error;
            return message.isTextual() ? message.asText() : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private String shown(String message, String body) {
        String text = message == null ? body.strip() : message;
        return text.isEmpty() ? "no reason given" : shown(text);
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
