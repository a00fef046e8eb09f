package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.tracing.Tracing;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

/** Sends JSON to one model server and reads JSON from it. It makes each call once and does not know what is said. */
final class ServerHttp {
    static final int MAX_LINE = 1024 * 1024;
    static final int MAX_DOCUMENT = 128 * 1024 * 1024;

    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final ServerAddress address;
    private final ServerErrors errors;
    private final HttpClient http;

    ServerHttp(ServerAddress address, ServerErrors errors, Duration connectTimeout) {
        this.address = address;
        this.errors = errors;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    String url() {
        return address.url();
    }

    ServerErrors errors() {
        return errors;
    }

    ObjectMapper json() {
        return json;
    }

    /** @param model for messages */
    ServerCall get(String path, String model, Deadlines deadlines) {
        return ServerCall.open(http, request(path).GET().build(), model, MAX_DOCUMENT, deadlines, errors);
    }

    /** @param maxLine the longest line, or the whole answer, in bytes */
    ServerCall send(String method, String path, JsonNode body, String model, int maxLine, Deadlines deadlines) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return ServerCall.open(http, request, model, maxLine, deadlines, errors);
    }

    ServerCall post(String path, JsonNode body, String model, int maxLine, Deadlines deadlines) {
        return send("POST", path, body, model, maxLine, deadlines);
    }

    /** The whole answer to a question that takes no model. */
    JsonNode document(String path, String model, Deadlines deadlines) {
        try (ServerCall call = get(path, model, deadlines)) {
            return parse(call.rest(), model);
        }
    }

    /** A JSON object. */
    JsonNode parse(String text, String model) {
        JsonNode node;
        try {
            node = json.readTree(text);
        } catch (JsonProcessingException e) {
            throw errors.broken(model, "not JSON: " + errors.shown(text.strip()), null);
        }
        if (!node.isObject()) {
            throw errors.broken(model, "not a JSON object: " + errors.shown(text.strip()), null);
        }
        return node;
    }

    /** The numbers of a vector. */
    List<Double> vector(JsonNode numbers, String model) {
        Double[] vector = new Double[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!numbers.get(i).isNumber()) {
                throw errors.broken(model, "a vector holds something that is not a number", null);
            }
            vector[i] = numbers.get(i).asDouble();
        }
        return List.of(vector);
    }

    /** Refuses vectors that do not belong to the texts. */
    void requireVectors(List<List<Double>> vectors, int expected, String model) {
        if (vectors.size() != expected) {
            throw errors.broken(model, "%d vectors came for %d texts".formatted(vectors.size(), expected), null);
        }
        for (List<Double> vector : vectors) {
            if (vector.isEmpty() || vector.size() != vectors.get(0).size()) {
                throw errors.broken(model, "the vectors are empty or of different lengths", null);
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).header("User-Agent", "ai-workflow-engine");
        if (address.authorization() != null) {
            request.header("Authorization", address.authorization());
        }
        Tracing.traceparent().ifPresent(trace -> request.header(Tracing.HEADER, trace));
        return request;
    }
}
