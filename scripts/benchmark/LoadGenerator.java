import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;

/**
 * Sends one fixed HTTP/1.1 request over and over on a fixed number of kept-alive connections, each with one request at a
 * time, and prints what it measured as one line of JSON. One thread and no objects per request, so that it takes little
 * of the machine that it measures. With a rate it sends that many requests per second in all, evenly, as long as the
 * answers keep up; else as many as it can.
 *
 * <p>The environment variable ENGINE_TOKEN, if it is set, is sent as bearer token. A BODY of the form @FILE is read from
 * the file. Usage: java [-Drate=REQUESTS_PER_SECOND] [-Dany=true] LoadGenerator.java PORT CONNECTIONS WARMUP_SECONDS SECONDS METHOD
 * PATH [BODY [HEADER...]]
 */
class LoadGenerator {
    private static final int MOST_LATENCIES = 2_000_000;

    /** Whether refusals count as answers too, where just the way to them is measured. */
    private static final boolean ANY = Boolean.getBoolean("any");

    private final Selector selector = Selector.open();
    private final InetSocketAddress server;
    private final byte[] request;
    private final long[] latencies = new long[MOST_LATENCIES];
    private final Deque<Exchange> idle = new ArrayDeque<>();
    private final long interval = (long) (1e9 / Double.parseDouble(System.getProperty("rate", "1e9")));
    private long nextAt;
    private long measureFrom;
    private long end;
    private int measured;
    private int refused;
    private int broken;
    private long warmUp;
    private int open;

    private LoadGenerator(int port, byte[] request) throws IOException {
        this.server = new InetSocketAddress("127.0.0.1", port);
        this.request = request;
    }

    public static void main(String[] args) throws IOException {
        int connections = Integer.parseInt(args[1]);
        String body = args.length > 6 ? args[6] : "";
        if (body.startsWith("@")) {
            body = Files.readString(Path.of(body.substring(1)));
        }
        String[] headers = args.length > 7 ? Arrays.copyOfRange(args, 7, args.length) : new String[0];
        LoadGenerator generator = new LoadGenerator(Integer.parseInt(args[0]), request(args[4], args[5], body, headers));
        generator.run(connections, seconds(args[2]), seconds(args[3]));
        System.out.println(generator.report(connections, seconds(args[3])));
    }

    private static long seconds(String text) {
        return (long) (Double.parseDouble(text) * 1e9);
    }

    private static byte[] request(String method, String path, String body, String[] headers) {
        StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n".formatted(method, path));
        String token = System.getenv("ENGINE_TOKEN");
        if (token != null && !token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    private void run(int connections, long warmUpNanos, long nanos) throws IOException {
        nextAt = System.nanoTime();
        measureFrom = nextAt + warmUpNanos;
        end = measureFrom + nanos;
        for (int i = 0; i < connections; i++) {
            connect();
        }
        while (open > 0) {
            sendDue();
            if (idle.isEmpty()) {
                selector.select(100);
            } else {
                selector.select(Math.max(1, (nextAt - System.nanoTime()) / 1_000_000));
            }
            for (SelectionKey key : selector.selectedKeys()) {
                serve(key);
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() > end + 30_000_000_000L) {
                broken += open;
                return;
            }
        }
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(server);
        channel.configureBlocking(false);
        Exchange exchange = new Exchange(channel);
        channel.register(selector, SelectionKey.OP_READ, exchange);
        open++;
        idle.add(exchange);
        sendDue();
    }

    /** Sends on connections without an unanswered request, as far as the rate allows; closes them when the time is up. */
    private void sendDue() throws IOException {
        while (!idle.isEmpty() && (System.nanoTime() >= nextAt || System.nanoTime() >= end)) {
            Exchange exchange = idle.poll();
            if (System.nanoTime() >= end) {
                exchange.channel.close();
                open--;
            } else {
                nextAt += interval;
                exchange.send();
            }
        }
    }

    private void serve(SelectionKey key) throws IOException {
        Exchange exchange = (Exchange) key.attachment();
        int status = exchange.read();
        if (status == 0) {
            return;
        }
        long now = System.nanoTime();
        record(status, exchange.sentAt, now);
        boolean more = now < end;
        if (status < 0 || exchange.lastOne || !more) {
            key.cancel();
            exchange.channel.close();
            open--;
            if (more) {
                connect();
            }
            return;
        }
        idle.add(exchange);
        sendDue();
    }

    /** Counts an answer that arrived in the measured time. */
    private void record(int status, long sentAt, long now) {
        if (now < measureFrom) {
            warmUp++;
        } else if (status < 0) {
            broken++;
        } else if (status / 100 != 2 && !ANY) {
            refused++;
        } else if (now <= end && measured < MOST_LATENCIES) {
            latencies[measured++] = now - sentAt;
        }
    }

    private String report(int connections, long nanos) {
        long[] sorted = Arrays.copyOf(latencies, measured);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "{\"connections\":%d,\"seconds\":%.1f,\"completed\":%d,\"not2xx\":%d,\"broken\":%d,\"warmUp\":%d,"
                        + "\"perSecond\":%.1f,\"p50Ms\":%.2f,\"p95Ms\":%.2f,\"p99Ms\":%.2f,\"maxMs\":%.2f}",
                connections, nanos / 1e9, measured, refused, broken, warmUp, measured / (nanos / 1e9),
                percentile(sorted, 50), percentile(sorted, 95), percentile(sorted, 99), percentile(sorted, 100));
    }

    private static double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return -1;
        }
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    /** One connection: its unanswered request and as much of the answer as has arrived. */
    private final class Exchange {
        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
        private long sentAt;
        private boolean lastOne;

        Exchange(SocketChannel channel) {
            this.channel = channel;
        }

        void send() throws IOException {
            answer.clear();
            sentAt = System.nanoTime();
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        /** The status when the answer is complete, 0 when more is to come, -1 when the connection broke. */
        int read() {
            try {
                if (channel.read(answer) < 0 || !answer.hasRemaining()) {
                    return -1;
                }
            } catch (IOException e) {
                return -1;
            }
            int head = find(answer.array(), 0, answer.position());
            if (head < 0) {
                return 0;
            }
            String text = new String(answer.array(), 0, head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            int bodyStart = head + 4;
            boolean complete = text.contains("transfer-encoding: chunked")
                    ? chunksEnd(bodyStart)
                    : answer.position() >= bodyStart + contentLength(text);
            int status = Integer.parseInt(text.substring(9, 12));
            lastOne = text.contains("connection: close");
            return complete ? status : 0;
        }

        private boolean chunksEnd(int from) {
            int position = from;
            while (position < answer.position()) {
                int line = position;
                int size = 0;
                while (line < answer.position() && answer.get(line) != '\r') {
                    size = size * 16 + Character.digit(answer.get(line), 16);
                    line++;
                }
                position = line + 2 + size + 2;
                if (size == 0 && line > from - 1) {
                    return position <= answer.position();
                }
            }
            return false;
        }

        private int contentLength(String head) {
            int at = head.indexOf("content-length:");
            if (at < 0) {
                return 0;
            }
            int lineEnd = head.indexOf('\r', at);
            return Integer.parseInt(
                    head.substring(at + 15, lineEnd < 0 ? head.length() : lineEnd).strip());
        }

        private int find(byte[] bytes, int from, int to) {
            for (int i = from; i + 3 < to; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                    return i;
                }
            }
            return -1;
        }
    }
}
