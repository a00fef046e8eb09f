package io.aiworkflow.chaos.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** A caller of the REST doors that knows what was promised to it; it is the admin. */
public final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALLERS = 8;

    /** An answer; the status is 0 when there was none. */
    public record Answer(int status, String body, String retryAfter, Duration took) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException("not JSON: " + body, e);
            }
        }

        /** The run that was accepted. */
        public UUID run() {
            return UUID.fromString(json().path("id").asText());
        }
    }

    private final int port;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public ApiClient(int port) {
        this.port = port;
    }

    public int port() {
        return port;
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer post(String path, String json, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public Answer submit(String workflow, String input, String... headers) {
        return post("/api/v1/workflows/" + workflow + "/runs", input, headers);
    }

    /** Submits many runs, each again with the same key until it is accepted, and gives the ids in no order. */
    public List<UUID> submitAll(String workflow, int count, IntFunction<String> input) {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<UUID>> accepted = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String json = input.apply(i);
                accepted.add(callers.submit(() -> submitUntilAccepted(workflow, json)));
            }
            List<UUID> ids = new ArrayList<>();
            for (Future<UUID> each : accepted) {
                ids.add(each.get());
            }
            return ids;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run was not accepted", e.getCause());
        } finally {
            callers.shutdownNow();
        }
    }

    private UUID submitUntilAccepted(String workflow, String json) {
        String key = UUID.randomUUID().toString();
        for (int attempt = 1; attempt <= 120; attempt++) {
            Answer answer = submit(workflow, json, "Idempotency-Key", key);
            if (answer.status() == 202) {
                return answer.run();
            }
            if (answer.status() >= 400 && answer.status() < 500 && answer.status() != 429) {
                throw new IllegalStateException(answer.toString());
            }
            Waiting.pause(Duration.ofMillis(500));
        }
        throw new IllegalStateException("a run was not accepted for a minute");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(30));
    }

    private Answer send(HttpRequest request) {
        long begun = System.nanoTime();
        try {
            HttpResponse<String> response = TestLogin.send(http, port, request);
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Retry-After").orElse(""),
                    Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            return new Answer(0, "", "", Duration.ofNanos(System.nanoTime() - begun));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
