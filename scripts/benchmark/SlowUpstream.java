import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An HTTP server that answers each request after the same delay, on one thread, as an outside system would that takes
 * its time. It understands requests without a body only.
 *
 * <p>Usage: java SlowUpstream.java PORT DELAY_MILLISECONDS
 */
class SlowUpstream {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final Deque<Due> waiting = new ArrayDeque<>();
    private final long delay;

    private SlowUpstream(long delayMillis) throws IOException {
        this.delay = delayMillis * 1_000_000;
    }

    public static void main(String[] args) throws IOException {
        new SlowUpstream(Long.parseLong(args[1])).serve(Integer.parseInt(args[0]));
    }

    private void serve(int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress("127.0.0.1", port), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println("ready");
        while (true) {
            selector.select(millisToNext());
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.isAcceptable()) {
                    accept(server);
                } else if (key.isValid() && key.isReadable()) {
                    read(key);
                }
            }
            selector.selectedKeys().clear();
            answerDue();
        }
    }

    /** The delay is the same for all, so the queue is in the order of their times. */
    private long millisToNext() {
        if (waiting.isEmpty()) {
            return 0;
        }
        return Math.max(1, (waiting.peek().at() - System.nanoTime()) / 1_000_000);
    }

    private void accept(ServerSocketChannel server) throws IOException {
        SocketChannel channel = server.accept();
        while (channel != null) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Matched());
            channel = server.accept();
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        Matched matched = (Matched) key.attachment();
        ByteBuffer in = ByteBuffer.allocate(8192);
        try {
            if (channel.read(in) < 0) {
                channel.close();
                return;
            }
        } catch (IOException e) {
            channel.close();
            return;
        }
        in.flip();
        while (in.hasRemaining()) {
            byte next = in.get();
            matched.bytes = next == END[matched.bytes] ? matched.bytes + 1 : next == '\r' ? 1 : 0;
            if (matched.bytes == END.length) {
                matched.bytes = 0;
                waiting.add(new Due(System.nanoTime() + delay, channel));
            }
        }
    }

    private void answerDue() throws IOException {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.peek().at() - now <= 0) {
            SocketChannel channel = waiting.poll().channel();
            try {
                channel.write(ByteBuffer.wrap(ANSWER));
            } catch (IOException e) {
                channel.close();
            }
        }
    }

    private record Due(long at, SocketChannel channel) {}

    /** How much of the end of a request's head has been seen. */
    private static final class Matched {
        private int bytes;
    }
}
