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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of OpenAI's kind on a free port: it answers with the lines that it was given, or with one sentence, and
 * remembers what it was asked.
 */
public final class FakeOpenAi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request as it arrived. */
    public record Seen(String method, String path, Map<String, String> headers, JsonNode body) {}

    private final ServerSocket server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile int status = 200;
    private volatile List<String> lines = List.of();
    private volatile boolean silent;
    private volatile List<String> models = List.of("qwen", "bge");
    private volatile String chatError;

    private FakeOpenAi() throws IOException {
        server = new ServerSocket(FreePorts.next(), 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept, "fake-openai");
        accepting.setDaemon(true);
        accepting.start();
    }

    public static FakeOpenAi start() {
        try {
            return new FakeOpenAi();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With its path. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** From now on every question is answered with these lines. */
    public FakeOpenAi answers(int code, String... text) {
        status = code;
        lines = List.of(text);
        return this;
    }

    /** From now on no answer comes to its end. */
    public FakeOpenAi neverEnds() {
        silent = true;
        return this;
    }

    /** From now on these are all models. */
    public FakeOpenAi hasOnly(String... names) {
        models = List.of(names);
        return this;
    }

    /** From now on every chat fails inside of its answer. */
    public FakeOpenAi failsChats(String error) {
        chatError = error;
        return this;
    }

    public Seen last() {
        return seen.get(seen.size() - 1);
    }

    public int requests() {
        return seen.size();
    }

    public int abandonedCalls() {
        return abandoned.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                FakeConnection connection = new FakeConnection(socket, abandoned::incrementAndGet);
                Thread thread = new Thread(() -> connection.serve(this::respond), "fake-openai-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void respond(FakeConnection.Request request, FakeConnection connection)
            throws IOException, InterruptedException {
        JsonNode body = request.body().isEmpty() ? null : JSON.readTree(request.body());
        seen.add(new Seen(request.method(), request.path(), request.headers(), body));
        connection.head(status, "text/event-stream", Map.of());
        for (String line : lines.isEmpty() ? usual(request.path(), body) : lines) {
            connection.chunk(line + "\n\n");
        }
        if (silent) {
            Thread.currentThread().join();
        }
        connection.end();
    }

    private String listOfModels() {
        ObjectNode document = JSON.createObjectNode().put("object", "list");
        ArrayNode data = document.putArray("data");
        models.forEach(name -> data.addObject().put("id", name));
        return document.toString();
    }

    private List<String> usual(String path, JsonNode body) {
        return switch (path) {
            case "/v1/models" -> List.of(listOfModels());
            case "/v1/embeddings" -> List.of(vectors(body.path("input").size()));
            case "/v1/completions" ->
                List.of("data: {\"choices\":[{\"text\":\"and so on\",\"finish_reason\":\"stop\"}]}", "data: [DONE]");
            default ->
                chatError != null
                        ? List.of("data: {\"error\":{\"message\":\"%s\"}}".formatted(chatError))
                        : List.of(
                                ": keep-alive",
                                "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"Hello \"}}]}",
                                "data: {\"choices\":[{\"delta\":{\"content\":\"there.\"},\"finish_reason\":\"stop\"}]}",
                                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}",
                                "data: [DONE]");
        };
    }

    private static String vectors(int count) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode data = document.putArray("data");
        for (int i = 0; i < count; i++) {
            data.addObject().put("index", i).putArray("embedding").add(i).add(1);
        }
        document.putObject("usage").put("prompt_tokens", 5);
        return document.toString();
    }
}
