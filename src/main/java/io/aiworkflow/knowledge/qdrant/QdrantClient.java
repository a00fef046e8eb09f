package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One request to Qdrant at a time per caller: JSON there and back, with time limits and the key. It repeats nothing. */
final class QdrantClient {
    private static final Duration LONG = Duration.ofHours(1);

    private final ObjectMapper json = new ObjectMapper();
    private final QdrantAddress address;
    private final QdrantErrors errors;
    private final HttpClient http;
    private final String apiKey;
    private final Duration timeout;

    QdrantClient(QdrantProperties properties) {
        this.address = QdrantAddress.parse(properties.url());
        this.errors = new QdrantErrors(address.url());
        this.apiKey = properties.apiKey().strip();
        this.timeout = properties.requestTimeout();
        // An HTTP/1.1 connection costs less than the upgrade to HTTP/2 that Java would ask for first.
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(properties.connectTimeout());
        if (!properties.certificate().isBlank()) {
            client.sslContext(TrustedAuthorities.of(Path.of(properties.certificate())));
        }
        this.http = client.build();
    }

    /** The {@code result} of a request that must succeed. */
    JsonNode call(String method, String path, Object body) {
        return resultOf(send(method, path, body));
    }

    /** The same for what takes as long as the collection is large. */
    JsonNode callPatiently(String method, String path, Object body) {
        return resultOf(send(method, path, body, LONG));
    }

    /** The {@code result}, or nothing when there is no such thing. */
    Optional<JsonNode> find(String method, String path, Object body) {
        Answer answer = send(method, path, body);
        return answer.status() == 404 && isEnvelope(answer) ? Optional.empty() : Optional.of(resultOf(answer));
    }

    /** Makes something; returns false when it is there already. */
    boolean create(String method, String path, Object body) {
        Answer answer = send(method, path, body);
        if (answer.status() == 409) {
            return false;
        }
        resultOf(answer);
        return true;
    }

    /** A change of points, which counts when it is visible to the next search. */
    void change(String method, String path, Object body) {
        String state = call(method, path, body).path("status").asText();
        if (!state.equals("completed")) {
            throw errors.notApplied(state);
        }
    }

    private JsonNode resultOf(Answer answer) {
        // Somebody else's 404 would pass for a collection that is gone.
        if (answer.status() == 404 && !isEnvelope(answer)) {
            throw errors.notQdrant(answer.body());
        }
        if (answer.status() != 200) {
            throw errors.ofStatus(answer.status(), answer.body(), answer.retryAfter());
        }
        JsonNode document = read(answer.body());
        if (document == null || !document.has("result")) {
            throw errors.notQdrant(answer.body());
        }
        return document.get("result");
    }

    private boolean isEnvelope(Answer answer) {
        JsonNode document = read(answer.body());
        return document != null && document.at("/status/error").isTextual();
    }

    private JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private Answer send(String method, String path, Object body) {
        return send(method, path, body, timeout);
    }

    private Answer send(String method, String path, Object body, Duration patience) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(patience);
        if (!apiKey.isEmpty()) {
            request.header("api-key", apiKey);
        }
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofByteArray(bytes(body)));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Retry-After").orElse(null));
        } catch (IOException e) {
            throw errors.ofException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw errors.ofException(e);
        }
    }

    private byte[] bytes(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request to Qdrant cannot be written", e);
        }
    }

    private record Answer(int status, String body, String retryAfter) {}
}
