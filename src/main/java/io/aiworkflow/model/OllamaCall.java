package io.aiworkflow.model;

import io.aiworkflow.failure.EngineException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call to Ollama from the request to the end of the answer, under its time-outs. It does not know what the lines
 * mean; closing it early closes the connection, which makes Ollama stop generating.
 */
final class OllamaCall implements AutoCloseable {
    private static final int ERROR_BODY_LIMIT = 64 * 1024;
    private static final Duration ERROR_BODY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

    private final OllamaErrors errors;
    private final String model;
    private final Duration firstByteTimeout;
    private final Duration idleTimeout;
    private final long firstByteDeadline;
    private AnswerStream stream;
    private boolean begun;

    private OllamaCall(OllamaErrors errors, String model, Duration firstByteTimeout, Duration idleTimeout) {
        this.errors = errors;
        this.model = model;
        this.firstByteTimeout = firstByteTimeout;
        this.idleTimeout = idleTimeout;
        this.firstByteDeadline = in(firstByteTimeout);
    }

    /**
     * Sends the request and waits for a good status.
     *
     * @param maxLine longest line (or whole answer, for {@link #rest}) in bytes
     */
    static OllamaCall open(
            HttpClient http,
            HttpRequest request,
            String model,
            int maxLine,
            Duration firstByteTimeout,
            Duration idleTimeout,
            OllamaErrors errors) {
        OllamaCall call = new OllamaCall(errors, model, firstByteTimeout, idleTimeout);
        HttpResponse<AnswerStream> response = call.send(http, request, maxLine);
        call.stream = response.body();
        if (response.statusCode() != 200) {
            throw call.refused(response);
        }
        return call;
    }

    /** The next line that is not blank; null at the end. */
    String nextLine() {
        return read(() -> {
            String line = stream.nextLine(deadline());
            while (line != null && line.isBlank()) {
                line = stream.nextLine(deadline());
            }
            return line;
        });
    }

    /** All that is left of the answer. */
    String rest() {
        return read(() -> stream.rest(deadline()));
    }

    /** Reads past the end, so that the connection can serve the next call; gives up on a server that does not end. */
    void finish() {
        try {
            stream.rest(in(END_TIMEOUT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | IOException e) {
            // The answer is complete, so this cannot spoil it; closing drops the connection.
        }
    }

    @Override
    public void close() {
        stream.close();
    }

    private HttpResponse<AnswerStream> send(HttpClient http, HttpRequest request, int maxLine) {
        CompletableFuture<HttpResponse<AnswerStream>> sent = http.sendAsync(
                request, info -> new AnswerStream(info.statusCode() == 200 ? maxLine : ERROR_BODY_LIMIT));
        try {
            return sent.get(firstByteTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            abandon(sent);
            throw OllamaErrors.cancelled(e);
        } catch (TimeoutException e) {
            abandon(sent);
            throw errors.noFirstByte(model, firstByteTimeout);
        } catch (ExecutionException e) {
            if (OllamaErrors.isNetworkFailure(e.getCause())) {
                throw errors.ofException(e.getCause(), model);
            }
            throw new IllegalStateException("the call to Ollama could not be made", e.getCause());
        }
    }

    /** Cancelling closes the connection; an answer that came in the same instant must be closed by hand. */
    private static void abandon(CompletableFuture<HttpResponse<AnswerStream>> sent) {
        if (!sent.cancel(true) && !sent.isCompletedExceptionally()) {
            sent.join().body().close();
        }
    }

    private EngineException refused(HttpResponse<AnswerStream> response) {
        String retryAfter = response.headers().firstValue("Retry-After").orElse(null);
        return errors.ofStatus(response.statusCode(), errorBody(), retryAfter, model);
    }

    /** What can be read of it soon: the status says enough if the text does not come. */
    private String errorBody() {
        try (AnswerStream body = stream) {
            return body.rest(in(ERROR_BODY_TIMEOUT));
        } catch (InterruptedException e) {
            throw OllamaErrors.cancelled(e);
        } catch (TimeoutException | IOException e) {
            return "";
        }
    }

    private String read(Reading reading) {
        try {
            String text = reading.next();
            begun = true;
            return text;
        } catch (InterruptedException e) {
            close();
            throw OllamaErrors.cancelled(e);
        } catch (TimeoutException e) {
            close();
            throw begun ? errors.idle(model, idleTimeout) : errors.noFirstByte(model, firstByteTimeout);
        } catch (IOException e) {
            close();
            throw errors.broken(model, e.getMessage(), e);
        }
    }

    private long deadline() {
        return begun ? in(idleTimeout) : firstByteDeadline;
    }

    private static long in(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }

    private interface Reading {
        String next() throws IOException, InterruptedException, TimeoutException;
    }
}
