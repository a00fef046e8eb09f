import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A model server in Ollama's protocol that answers each chat with a fixed number of tokens at fixed times, on one thread.
 * A model named {@code fast} answers at once, one named {@code brief} soon says what it has to say, one named {@code long}
 * says four times as much as any other one, which takes its time as models do.
 *
 * <p>Usage: java StandInModel.java PORT FIRST_TOKEN_MILLISECONDS PAUSE_MILLISECONDS TOKENS
 */
class StandInModel {
    private static final byte[] HEAD = bytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
    private static final byte[] TOKEN = chunk("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"word \"},\"done\":false}");
    private static final byte[] LAST = chunk("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
            + "\"done_reason\":\"stop\",\"prompt_eval_count\":12,\"eval_count\":100}");
    private static final byte[] END = bytes("0\r\n\r\n");
    /** Answers each question about what there is, since nobody looks at what he has not asked for. */
    private static final byte[] MODELS = document("{\"version\":\"0.0.0\",\"models\":["
            + "{\"name\":\"fast:latest\"},{\"name\":\"brief:latest\"},{\"name\":\"slow:latest\"},{\"name\":\"long:latest\"}]}");
    private static final int FEW_TOKENS = 5;

    private final Selector selector = Selector.open();
    private final PriorityQueue<Answer> due = new PriorityQueue<>(Comparator.comparingLong((Answer each) -> each.at));
    private final long first;
    private final long pause;
    private final int tokens;

    private StandInModel(long firstMillis, long pauseMillis, int tokens) throws IOException {
        this.first = firstMillis * 1_000_000;
        this.pause = pauseMillis * 1_000_000;
        this.tokens = tokens;
    }

    public static void main(String[] args) throws IOException {
        new StandInModel(Long.parseLong(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]))
                .serve(Integer.parseInt(args[0]));
    }

    private void serve(int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress("127.0.0.1", port), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println("ready");
        while (true) {
            if (due.isEmpty()) {
                selector.select();
            } else {
                long wait = (due.peek().at - System.nanoTime()) / 1_000_000;
                if (wait > 0) {
                    selector.select(wait);
                } else {
                    selector.selectNow();
                }
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.isAcceptable()) {
                    accept(server);
                } else if (key.isValid() && key.isReadable()) {
                    read(key);
                }
            }
            selector.selectedKeys().clear();
            while (!due.isEmpty() && due.peek().at <= System.nanoTime()) {
                next(due.poll());
            }
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new StringBuilder());
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        StringBuilder text = (StringBuilder) key.attachment();
        ByteBuffer in = ByteBuffer.allocate(16384);
        try {
            if (channel.read(in) < 0) {
                channel.close();
                return;
            }
        } catch (IOException e) {
            channel.close();
            return;
        }
        text.append(new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1));
        int head = text.indexOf("\r\n\r\n");
        if (head < 0 || text.length() < head + 4 + length(text.substring(0, head))) {
            return;
        }
        if (text.indexOf("GET ") == 0) {
            text.setLength(0);
            write(channel, MODELS);
            return;
        }
        boolean fast = text.indexOf("\"model\":\"fast\"") > 0;
        boolean few = fast || text.indexOf("\"model\":\"brief\"") > 0;
        int some = text.indexOf("\"model\":\"long\"") > 0 ? 4 * tokens : tokens;
        text.setLength(0);
        due.add(new Answer(channel, fast, few ? FEW_TOKENS : some, System.nanoTime() + (fast ? 0 : first)));
    }

    private static int length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase().startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).trim());
            }
        }
        return 0;
    }

    private void next(Answer answer) throws IOException {
        try {
            if (!answer.begun) {
                answer.begun = true;
                write(answer.channel, HEAD);
            }
            if (answer.left-- > 0) {
                write(answer.channel, TOKEN);
                answer.at += answer.fast ? 0 : pause;
                due.add(answer);
            } else {
                write(answer.channel, LAST);
                write(answer.channel, END);
            }
        } catch (IOException e) {
            answer.channel.close();
        }
    }

    /** So little is written that the socket's buffer takes it. */
    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static byte[] chunk(String line) {
        return bytes(Integer.toHexString(line.length() + 1) + "\r\n" + line + "\n\r\n");
    }

    private static byte[] document(String json) {
        return bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Answer {
        private final SocketChannel channel;
        private final boolean fast;
        private int left;
        private long at;
        private boolean begun;

        Answer(SocketChannel channel, boolean fast, int left, long at) {
            this.channel = channel;
            this.fast = fast;
            this.left = left;
            this.at = at;
        }
    }
}
