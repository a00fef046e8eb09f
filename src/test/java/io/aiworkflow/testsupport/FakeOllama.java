package io.aiworkflow.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An Ollama for tests on a free port of the loopback interface. It refuses with 400 whatever the official document
 * refuses, gives scripted answers, and remembers what it was asked. It does not imitate a model: without a script it
 * answers every chat with the same sentence, and embeds a text as a vector that depends on nothing but the text.
 */
public final class FakeOllama implements AutoCloseable {
    public static final String DEFAULT_ANSWER = "This is the answer of a fake model.";
    private static final int DIMENSIONS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A request as it arrived.
     *
     * @param body null when there was none or it was not JSON
     * @param problems why it was refused; empty when it was understood
     */
    public record Seen(String method, String path, Map<String, String> headers, JsonNode body, List<String> problems) {}

    private final OllamaContract contract = new OllamaContract();
    private final ServerSocket server;
    private final Collection<FakeConnection> connections = new ConcurrentLinkedQueue<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final Deque<FakeReply> chats = new ArrayDeque<>();
    private final Deque<FakeReply> embeds = new ArrayDeque<>();
    private final Deque<FakeReply> generates = new ArrayDeque<>();
    private final Deque<FakeReply> pulls = new ArrayDeque<>();
    private final Map<String, Integer> answering = new ConcurrentHashMap<>();
    private final Map<String, Integer> mostAtOnce = new ConcurrentHashMap<>();
    private final FakeModels models = new FakeModels();
    private final Map<String, Integer> dimensions = new ConcurrentHashMap<>();

    private FakeOllama(int port) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept, "fake-ollama");
        accepting.setDaemon(true);
        accepting.start();
    }

    public static FakeOllama start() {
        return start(FreePorts.next());
    }

    /** @param port where to listen, so that a test can stop the server and bring it back */
    public static FakeOllama start(int port) {
        try {
            return new FakeOllama(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The next answers to chats, in this order; the last one stays. */
    public FakeOllama chats(FakeReply... replies) {
        return script(chats, replies);
    }

    /** The next answers to embed calls, in this order; the last one stays. */
    public FakeOllama embeds(FakeReply... replies) {
        return script(embeds, replies);
    }

    /** The next answers to prompts without a conversation, in this order; the last one stays. */
    public FakeOllama generates(FakeReply... replies) {
        return script(generates, replies);
    }

    /** The next answers to requests to fetch a model, in this order; the last one stays. */
    public FakeOllama pulls(FakeReply... replies) {
        return script(pulls, replies);
    }

    /** From now on every other model is unknown. At first every model is known. */
    public FakeOllama hasOnly(String... names) {
        models.only(Set.of(names));
        return this;
    }

    /** From now on exactly these models are in memory, with the usual context. At first none is. */
    public FakeOllama hasLoaded(String... names) {
        models.load(Set.of(names));
        return this;
    }

    /** From now on this model gives embeddings of so many numbers instead of 8. */
    public FakeOllama embedsWith(String model, int numbers) {
        dimensions.put(model, numbers);
        return this;
    }

    public List<Seen> requests() {
        return List.copyOf(seen);
    }

    public List<Seen> requests(String path) {
        return seen.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** The body of the newest chat request. */
    public JsonNode lastChat() {
        List<Seen> all = requests("/api/chat");
        return all.get(all.size() - 1).body();
    }

    /** How often a client closed the connection before its answer was complete. */
    public int abandonedCalls() {
        return abandoned.get();
    }

    /** How many requests to this path were being answered at the same time at most. */
    public int mostAtOnce(String path) {
        return mostAtOnce.getOrDefault(path, 0);
    }

    public void forgetsHowManyAtOnce() {
        mostAtOnce.clear();
    }

    /** How many connections were ever opened. */
    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (FakeConnection connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FakeOllama script(Deque<FakeReply> script, FakeReply... replies) {
        synchronized (script) {
            script.clear();
            script.addAll(List.of(replies));
        }
        return this;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                FakeConnection connection = new FakeConnection(socket, abandoned::incrementAndGet);
                connections.add(connection);
                if (server.isClosed()) {
                    // Just now, and without this connection.
                    connection.close();
                }
                Thread thread = new Thread(() -> connection.serve(this::respond), "fake-ollama-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void respond(FakeConnection.Request request, FakeConnection connection)
            throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>(contract.problems(request.method(), request.path(), request.body()));
        JsonNode body = problems.isEmpty() && !request.body().isEmpty() ? JSON.readTree(request.body()) : null;
        seen.add(new Seen(request.method(), request.path(), request.headers(), body, problems));
        FakeReply reply = problems.isEmpty()
                ? reply(request.path(), body)
                : FakeReply.status(
                        contract.knows(request.method(), request.path()) ? 400 : 404, String.join("; ", problems));
        int now = answering.merge(request.path(), 1, Integer::sum);
        mostAtOnce.merge(request.path(), now, Math::max);
        try {
            play(reply, connection);
        } finally {
            answering.merge(request.path(), -1, Integer::sum);
        }
    }

    private FakeReply reply(String path, JsonNode body) {
        String model = body == null ? "" : body.path("model").asText();
        if (body != null && !path.equals("/api/pull") && !models.has(model)) {
            return FakeReply.status(404, "model '" + model + "' not found");
        }
        return switch (path) {
            case "/api/chat" -> chat(body, model);
            case "/api/generate" -> generated(body);
            case "/api/embed" -> next(embeds, FakeReply.streamOf(embeddings(body)));
            case "/api/version" -> FakeReply.streamOf("{\"version\":\"0.33.0\"}");
            case "/api/tags" -> FakeReply.streamOf(models.tags());
            case "/api/ps" -> FakeReply.streamOf(models.loaded());
            case "/api/show" -> FakeReply.streamOf(models.details(model));
            case "/api/delete" -> {
                models.delete(model);
                yield FakeReply.streamOf();
            }
            case "/api/pull" -> pulled(model);
            default -> FakeReply.status(500, "the fake has no answer for " + path);
        };
    }

    /** Without messages the model is loaded and asked nothing. */
    private FakeReply chat(JsonNode body, String model) {
        if (body.path("messages").isEmpty()) {
            models.load(model, body.at("/options/num_ctx").asInt());
            return FakeReply.streamOf(FakeReply.loaded());
        }
        FakeReply reply = next(chats, FakeReply.text(DEFAULT_ANSWER)).afterReading(words(body.path("messages")));
        return body.path("stream").asBoolean(true) ? reply : reply.inOnePiece();
    }

    private FakeReply generated(JsonNode body) {
        FakeReply reply = next(generates, FakeReply.generated(DEFAULT_ANSWER))
                .afterReading(words(body.path("prompt").asText()));
        return body.path("stream").asBoolean(true) ? reply : reply.inOnePiece();
    }

    private static int words(JsonNode messages) {
        int words = 0;
        for (JsonNode message : messages) {
            words += words(message.path("content").asText());
        }
        return words;
    }

    private static int words(String text) {
        return text.strip().split("\\s+").length;
    }

    private FakeReply pulled(String model) {
        FakeReply reply = next(pulls, FakeReply.pulled());
        if (reply.lines().contains(FakeReply.PULLED)) {
            models.add(model);
        }
        return reply;
    }

    private static FakeReply next(Deque<FakeReply> script, FakeReply otherwise) {
        synchronized (script) {
            if (script.isEmpty()) {
                return otherwise;
            }
            return script.size() == 1 ? script.peek() : script.poll();
        }
    }

    private static void play(FakeReply reply, FakeConnection connection) throws IOException, InterruptedException {
        connection.pause(reply.beforeHeaders());
        if (reply.status() > 0) {
            String type = reply.contentType() == null ? "application/x-ndjson" : reply.contentType();
            connection.head(reply.status(), type, reply.headers());
            connection.pause(reply.beforeFirstLine());
            for (String line : reply.lines()) {
                connection.chunk(line + "\n");
                connection.pause(reply.betweenLines());
            }
        }
        switch (reply.ending()) {
            case PROPER -> connection.end();
            case CUT -> connection.close();
            case SILENCE -> Thread.currentThread().join();
            default -> throw new IllegalStateException();
        }
    }

    private String embeddings(JsonNode body) {
        ObjectNode document = JSON.createObjectNode();
        document.set("model", body.path("model"));
        ArrayNode vectors = document.putArray("embeddings");
        JsonNode input = body.path("input");
        int numbers = dimensions.getOrDefault(body.path("model").asText(), DIMENSIONS);
        if (input.isTextual()) {
            embed(input.asText(), numbers, vectors.addArray());
        } else {
            input.forEach(text -> embed(text.asText(), numbers, vectors.addArray()));
        }
        return document.put("prompt_eval_count", 8).toString();
    }

    /** A vector of length 1. */
    private static void embed(String text, int dimensions, ArrayNode vector) {
        double[] numbers =
                new Random(text.hashCode()).doubles(dimensions, -1, 1).toArray();
        double length = 0;
        for (double number : numbers) {
            length += number * number;
        }
        for (double number : numbers) {
            vector.add(number / Math.sqrt(length));
        }
    }
}
