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
 * One call to a model server from the request to the end of the answer, under its time-outs. It does not know what the lines
 * mean; closing it early closes the connection, which makes the server stop generating.
 */
final class ServerCall implements AutoCloseable {
    private static final int ERROR_BODY_LIMIT = 64 * 1024;
    private static final Duration ERROR_BODY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

    private final ServerErrors errors;
    private final String model;
    private final Deadlines deadlines;
    private final long start = System.nanoTime();
    private Duration firstByteTimeout;
    private AnswerStream stream;
    private boolean begun;

    private ServerCall(ServerErrors errors, String model, Deadlines deadlines) {
        this.errors = errors;
        this.model = model;
        this.deadlines = deadlines;
        this.firstByteTimeout = deadlines.firstByte();
    }

    /**
     * Sends the request and waits for a good status.
     *
     * @param maxLine longest line (or whole answer, for {@link #rest}) in bytes
     */
    static ServerCall open(
            HttpClient http, HttpRequest request, String model, int maxLine, Deadlines deadlines, ServerErrors errors) {
        ServerCall call = new ServerCall(errors, model, deadlines);
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
            return awaitHead(sent);
        } catch (InterruptedException e) {
            abandon(sent);
            throw ServerErrors.cancelled(e);
        } catch (TimeoutException e) {
            abandon(sent);
            throw tooLate();
        } catch (ModelCallCancelled e) {
            abandon(sent);
            throw e;
        } catch (ExecutionException e) {
            if (ServerErrors.isNetworkFailure(e.getCause())) {
                throw errors.ofException(e.getCause(), model);
            }
            throw new IllegalStateException("the call to the model server could not be made", e.getCause());
        }
    }

    private HttpResponse<AnswerStream> awaitHead(CompletableFuture<HttpResponse<AnswerStream>> sent)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            try {
                return sent.get(Math.max(0, deadline() - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                requirePatience(e);
            }
        }
    }

    /** A model that is still being loaded gets more time, once. */
    private void requirePatience(TimeoutException late) throws TimeoutException {
        boolean asked = firstByteTimeout.equals(deadlines.load());
        if (begun || asked || isOver() || !deadlines.stillLoading().getAsBoolean()) {
            throw late;
        }
        firstByteTimeout = deadlines.load();
    }

    private EngineException tooLate() {
        if (!begun && firstByteTimeout.compareTo(deadlines.total()) <= 0) {
            return errors.noFirstByte(model, firstByteTimeout);
        }
        return isOver() ? errors.tooSlow(model, deadlines.total(), begun) : errors.idle(model, deadlines.idle());
    }

    private boolean isOver() {
        return System.nanoTime() - start >= deadlines.total().toNanos();
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
            throw ServerErrors.cancelled(e);
        } catch (TimeoutException | IOException e) {
            return "";
        }
    }

    private String read(Reading reading) {
        try {
            while (true) {
                try {
                    String text = reading.next();
                    begun = true;
                    return text;
                } catch (TimeoutException e) {
                    requirePatience(e);
                }
            }
        } catch (InterruptedException e) {
            close();
            throw ServerErrors.cancelled(e);
        } catch (TimeoutException e) {
            close();
            throw tooLate();
        } catch (IOException e) {
            close();
            throw errors.broken(model, e.getMessage(), e);
        }
    }

    /** The time in all counts too. */
    private long deadline() {
        long next = begun ? in(deadlines.idle()) : start + firstByteTimeout.toNanos();
        long last = start + deadlines.total().toNanos();
        return next - last < 0 ? next : last;
    }

    private static long in(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }

    private interface Reading {
        String next() throws IOException, InterruptedException, TimeoutException;
    }
}
