package io.aiworkflow.testsupport.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.aiworkflow.testsupport.FreePorts;
import io.aiworkflow.testsupport.QdrantContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * A Qdrant for tests on a free port of the loopback interface. It refuses with 400 whatever one of the official documents
 * of the supported versions refuses, and imitates what the engine uses: points, filters, fusion, scrolling, counting,
 * aliases, snapshots and strict mode. Its data outlives a restart.
 */
public final class FakeQdrant implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Header and body go out in two writes, which would cost 40 ms each time.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** A request as it arrived. */
    public record Seen(String method, String path, String query, JsonNode body) {}

    /** An answer out of turn; status 0 closes the connection without a word. */
    public record Reply(int status, String contentType, String body, Map<String, String> headers) {
        public static Reply error(int status, String message) {
            ObjectNode body = JSON.createObjectNode();
            body.putObject("status").put("error", message);
            body.put("time", 0.001).putNull("result");
            return new Reply(status, "application/json", body.toString(), Map.of());
        }

        public static Reply text(int status, String text) {
            return new Reply(status, "text/plain", text, Map.of());
        }

        public static Reply hangUp() {
            return text(0, "");
        }

        public Reply header(String name, String value) {
            return new Reply(status, contentType, body, Map.of(name, value));
        }
    }

    private final int port;
    private final SSLContext tls;
    private final FakeServerState state = new FakeServerState();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Map<String, Reply> failing = new ConcurrentHashMap<>();
    private volatile String key;
    private volatile Reply always;
    private HttpServer server;
    private ExecutorService threads;

    private FakeQdrant(int port, SSLContext tls) {
        this.port = port;
        this.tls = tls;
        listen();
    }

    public static FakeQdrant start() {
        return new FakeQdrant(FreePorts.next(), null);
    }

    public static FakeQdrant startWithTls(SSLContext tls) {
        return new FakeQdrant(FreePorts.next(), tls);
    }

    public String url() {
        return (tls == null ? "http" : "https") + "://localhost:" + port;
    }

    /** From now on only this key opens. */
    public FakeQdrant key(String required) {
        key = required;
        return this;
    }

    /** The only answer to valid requests from now on; null for the usual ones. */
    public FakeQdrant always(Reply reply) {
        always = reply;
        return this;
    }

    /** The answer to the next valid request whose path ends so; others are answered as usual. */
    public FakeQdrant failOnce(String pathEnd, Reply reply) {
        failing.put(pathEnd, reply);
        return this;
    }

    public List<Seen> requests() {
        return List.copyOf(seen);
    }

    public List<Seen> requests(String method, String pathEnd) {
        return seen.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().endsWith(pathEnd))
                .toList();
    }

    /** What was refused because an official document does not know it. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    public List<String> collections() {
        return state.collectionNames();
    }

    /** The collection that an alias stands for, or null. */
    public String aliased(String alias) {
        return state.aliased(alias);
    }

    /** Loses a collection, as a server does whose disk was replaced. */
    public void lose(String collection) {
        state.answer("DELETE", "/collections/" + collection, null);
    }

    public void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    public void restart() {
        listen();
    }

    @Override
    public void close() {
        stop();
    }

    private void listen() {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            if (tls == null) {
                server = HttpServer.create(address, 0);
            } else {
                HttpsServer safe = HttpsServer.create(address, 0);
                safe.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = safe;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-qdrant");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = answer(exchange);
            if (reply.status() == 0) {
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getQuery();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonNode parsed = body.isEmpty() ? null : JSON.readTree(body);
        seen.add(new Seen(method, path, query, parsed));
        // First of all: a failure that a test has ordered must not hide that the request was wrong.
        String problems = QdrantContract.ALL.stream()
                .flatMap(contract -> contract.problems(method, path, query, body).stream())
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
            refused.add(method + " " + path + ": " + problems);
        }
        String given = exchange.getRequestHeaders().getFirst("api-key");
        boolean locked = key != null && !key.equals(given);
        if (!problems.isEmpty() && !locked) {
            return Reply.error(400, "Format error in JSON body: " + problems);
        }
        Reply outOfTurn = outOfTurn(path);
        if (outOfTurn != null) {
            return outOfTurn;
        }
        if (locked) {
            return Reply.text(
                    401,
                    given == null
                            ? "Must provide an API key or an Authorization bearer token"
                            : "Invalid API key or JWT");
        }
        return usual(method, path, parsed);
    }

    private Reply outOfTurn(String path) {
        for (String end : failing.keySet()) {
            if (path.endsWith(end)) {
                return failing.remove(end);
            }
        }
        return always;
    }

    private Reply usual(String method, String path, JsonNode body) {
        try {
            ObjectNode envelope = JSON.createObjectNode();
            envelope.set("result", state.answer(method, path, body));
            envelope.put("status", "ok").put("time", 0.0001);
            return new Reply(200, "application/json", envelope.toString(), Map.of());
        } catch (FakeFailure e) {
            return Reply.error(e.status, e.getMessage());
        }
    }
}
