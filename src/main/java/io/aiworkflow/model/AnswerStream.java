package io.aiworkflow.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The body of an HTTP response, read line by line with a deadline for each line. Waiting ends at once when the reading
 * thread is interrupted; closing it before its end closes the connection.
 */
final class AnswerStream implements HttpResponse.BodySubscriber<AnswerStream>, AutoCloseable {
    private static final byte[] END = new byte[0];

    /** Pieces of the body, the end, or what went wrong; never more than one piece ahead of the reader. */
    private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();

    private final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final int maxLine;
    private byte[] piece = END;
    private int position;
    private boolean ended;
    private volatile boolean closed;

    AnswerStream(int maxLine) {
        this.maxLine = maxLine;
    }

    /**
     * The next line without its line end; null at the end of the body.
     *
     * @param deadline on the clock of {@link System#nanoTime()}
     * @throws IOException when the connection broke or the line is too long
     */
    String nextLine(long deadline) throws IOException, InterruptedException, TimeoutException {
        while (!ended) {
            while (position < piece.length) {
                byte next = piece[position++];
                if (next == '\n') {
                    return takeLine();
                }
                append(next);
            }
            fetch(deadline);
        }
        return line.size() == 0 ? null : takeLine();
    }

    /** The rest of the body as one text. */
    String rest(long deadline) throws IOException, InterruptedException, TimeoutException {
        while (!ended) {
            while (position < piece.length) {
                append(piece[position++]);
            }
            fetch(deadline);
        }
        return takeLine();
    }

    private void append(byte next) throws IOException {
        if (line.size() == maxLine) {
            throw new IOException("more than %d bytes without an end of line".formatted(maxLine));
        }
        line.write(next);
    }

    private String takeLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void fetch(long deadline) throws IOException, InterruptedException, TimeoutException {
        Object signal = signals.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (signal == null) {
            throw new TimeoutException();
        }
        if (signal instanceof Throwable failure) {
            throw new IOException("the connection broke: " + failure.getMessage(), failure);
        }
        piece = (byte[]) signal;
        position = 0;
        ended = piece == END;
        if (!ended) {
            subscription.get().request(1);
        }
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription current = subscription.get();
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public CompletionStage<AnswerStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        // Whoever closes it at this moment either finds the subscription or is seen here.
        if (subscription.compareAndSet(null, upstream) && !closed) {
            upstream.request(1);
        } else {
            upstream.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        ByteBuffer joined = ByteBuffer.allocate(
                buffers.stream().mapToInt(ByteBuffer::remaining).sum());
        buffers.forEach(joined::put);
        if (joined.position() > 0) {
            signals.add(joined.array());
        } else {
            subscription.get().request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(failure);
    }

    @Override
    public void onComplete() {
        signals.add(END);
    }
}
