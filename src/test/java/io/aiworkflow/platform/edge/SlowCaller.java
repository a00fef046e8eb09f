package io.aiworkflow.platform.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends the beginning of a request at once and then one byte with each call, and keeps what it is answered. */
final class SlowCaller implements AutoCloseable {
    private final SocketChannel channel;
    private final byte next;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final long begun = System.nanoTime();
    private Duration answered;
    private boolean closed;

    /** @param next the byte that is sent again and again, or 0 for none */
    SlowCaller(int port, String beginning, char next) throws IOException {
        this.next = (byte) next;
        this.channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.UTF_8)));
        channel.configureBlocking(false);
    }

    /** Sends one byte more, and looks for an answer. */
    SlowCaller dawdle() {
        if (closed) {
            return this;
        }
        try {
            ByteBuffer received = ByteBuffer.allocate(8192);
            int count = channel.read(received);
            if (count > 0) {
                answer.write(received.array(), 0, count);
                answered = answered == null ? Duration.ofNanos(System.nanoTime() - begun) : answered;
            } else if (count < 0) {
                closed = true;
            }
            if (next != 0 && answered == null && !closed) {
                channel.write(ByteBuffer.wrap(new byte[] {next}));
            }
        } catch (IOException e) {
            closed = true;
        }
        return this;
    }

    boolean isClosed() {
        return closed;
    }

    /** 0 without an answer. */
    int status() {
        String text = text();
        return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    String text() {
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** When the answer began, counted from the start. */
    Duration answered() {
        return answered;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
