package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Speaks Ollama's own HTTP protocol. It makes each call once, with its time-outs; it neither limits how many run nor
 * tries again.
 */
@Component
class OllamaClient {
    private static final int MAX_LINE = 1024 * 1024;
    private static final int MAX_ANSWER_CHARACTERS = 8 * 1024 * 1024;
    private static final int MAX_DOCUMENT = 128 * 1024 * 1024;
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(3);

    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final ModelProperties properties;
    private final OllamaAddress address;
    private final OllamaErrors errors;
    private final HttpClient http;

    OllamaClient(ModelProperties properties) {
        this.properties = properties;
        this.address = OllamaAddress.parse(properties.baseUrl());
        this.errors = new OllamaErrors(address.url());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    String url() {
        return address.url();
    }

    /** Asks a model and puts the streamed pieces of its answer together. The request names its model. */
    ChatAnswer chat(ChatRequest request) {
        ObjectNode body = body(request.model());
        body.set("messages", json.valueToTree(request.messages()));
        body.put("stream", true);
        // Without these Ollama silently drops the oldest messages, of the prompt or while it generates.
        body.put("truncate", false);
        body.put("shift", false);
        if (request.schema() != null) {
            body.set("format", json.valueToTree(request.schema()));
        }
        ObjectNode options = body.withObjectProperty("options");
        request.options().forEach((name, value) -> options.set(name, json.valueToTree(value)));
        options.put("num_ctx", properties.contextLengthOf(request.model()));
        try (OllamaCall call = post("/api/chat", body, request.model(), MAX_LINE)) {
            return collect(call, request.model());
        }
    }

    /** One vector for each text, in the same order. */
    List<List<Double>> embed(String model, List<String> texts) {
        ObjectNode body = body(model);
        body.set("input", json.valueToTree(texts));
        body.put("truncate", false);
        body.withObjectProperty("options").put("num_ctx", properties.contextLengthOf(model));
        try (OllamaCall call = post("/api/embed", body, model, MAX_DOCUMENT)) {
            return vectors(parse(call.rest(), model).path("embeddings"), texts.size(), model);
        }
    }

    /** The names of the models that the server has. Answers quickly or fails. */
    List<String> models() {
        HttpRequest request = request("/api/tags").GET().build();
        try (OllamaCall call =
                OllamaCall.open(http, request, "none", MAX_DOCUMENT, STATUS_TIMEOUT, STATUS_TIMEOUT, errors)) {
            JsonNode models = parse(call.rest(), "none").path("models");
            List<String> names = new ArrayList<>();
            models.forEach(model -> names.add(model.path("name").asText()));
            return names;
        }
    }

    private ObjectNode body(String model) {
        return json.createObjectNode().put("model", model);
    }

    private OllamaCall post(String path, ObjectNode body, String model, int maxLine) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return OllamaCall.open(
                http, request, model, maxLine, properties.firstByteTimeout(), properties.idleTimeout(), errors);
    }

    private HttpRequest.Builder request(String path) {
        URI uri = address.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("User-Agent", "ai-workflow-engine");
        if (address.authorization() != null) {
            request.header("Authorization", address.authorization());
        }
        return request;
    }

    private ChatAnswer collect(OllamaCall call, String model) {
        StringBuilder text = new StringBuilder();
        for (String line = call.nextLine(); line != null; line = call.nextLine()) {
            JsonNode event = parse(line, model);
            if (event.hasNonNull("error")) {
                throw errors.broken(model, errors.shown(event.get("error").asText()), null);
            }
            text.append(event.path("message").path("content").asText(""));
            if (text.length() > MAX_ANSWER_CHARACTERS) {
                throw errors.broken(model, "it is longer than %d characters".formatted(MAX_ANSWER_CHARACTERS), null);
            }
            if (event.path("done").asBoolean(false)) {
                call.finish();
                return new ChatAnswer(
                        model,
                        text.toString(),
                        text.toString(),
                        event.path("done_reason").asText("stop"),
                        event.path("prompt_eval_count").asLong(0),
                        event.path("eval_count").asLong(0));
            }
        }
        throw errors.broken(model, "the stream ended before the answer was done", null);
    }

    private JsonNode parse(String text, String model) {
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

    private List<List<Double>> vectors(JsonNode embeddings, int expected, String model) {
        if (embeddings.size() != expected) {
            throw errors.broken(model, "%d vectors came for %d texts".formatted(embeddings.size(), expected), null);
        }
        List<List<Double>> vectors = new ArrayList<>(expected);
        for (JsonNode embedding : embeddings) {
            List<Double> vector = new ArrayList<>(embedding.size());
            for (JsonNode number : embedding) {
                if (!number.isNumber()) {
                    throw errors.broken(model, "a vector holds something that is not a number", null);
                }
                vector.add(number.asDouble());
            }
            if (vector.isEmpty() || vector.size() != embeddings.get(0).size()) {
                throw errors.broken(model, "the vectors are empty or of different lengths", null);
            }
            vectors.add(vector);
        }
        return vectors;
    }
}
