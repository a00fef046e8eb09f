package io.aiworkflow.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows a stream of Server-Sent Events as a browser does, but does not connect again by itself. */
public final class EventReader implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final HttpResponse<InputStream> response;
    private final Thread thread;

    /** @param headers pairs of names and values */
    public EventReader(int port, String path, String... headers) {
        this(request(port, path, headers));
    }

    /** Follows the answer to a request with a body. */
    public static EventReader post(int port, String path, String json) {
        return new EventReader(request(port, path, "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private EventReader(HttpRequest.Builder request) {
        try {
            response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        thread = new Thread(this::read, "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    private static HttpRequest.Builder request(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Accept", "text/event-stream")
                .header("Authorization", TestLogin.authorization(port));
        return headers.length > 0 ? request.headers(headers) : request;
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    /** What came so far. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    public List<String> comments() {
        return List.copyOf(comments);
    }

    /** Whether the engine has closed the stream. */
    public boolean isOver() {
        return !thread.isAlive();
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (Scanner blocks = new Scanner(response.body(), StandardCharsets.UTF_8).useDelimiter("\n\n")) {
            while (blocks.hasNext()) {
                take(blocks.next());
            }
        }
    }

    private void take(String block) {
        String id = null;
        String type = null;
        String data = null;
        for (String line : block.split("\n")) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else {
                comments.add(line);
            }
        }
        if (data != null) {
            events.add(new Event(id, type, json(data)));
        }
    }

    private static JsonNode json(String data) {
        try {
            return JSON.readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One event. */
    public record Event(String id, String type, JsonNode data) {}
}
