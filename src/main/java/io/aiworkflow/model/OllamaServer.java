package io.aiworkflow.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server that speaks Ollama's own HTTP protocol. */
final class OllamaServer implements ModelServer {
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
    private static final Deadlines QUICK = Deadlines.all(STATUS_TIMEOUT);
    private static final String NO_MODEL = "none";

    private final ModelProperties properties;
    private final ServerHttp http;
    private final OllamaWire wire;
    private final OllamaLibrary library;

    OllamaServer(ServerAddress address, ModelProperties properties) {
        this.properties = properties;
        this.http = new ServerHttp(address, new ServerErrors(address.url()), properties.connectTimeout());
        this.wire = new OllamaWire(http.json(), properties);
        this.library = new OllamaLibrary(http, wire, properties);
    }

    @Override
    public String url() {
        return http.url();
    }

    @Override
    public String kind() {
        return "Ollama";
    }

    @Override
    public ChatAnswer chat(ChatRequest request, CallListener listener) {
        ObjectNode body = wire.chat(request);
        if (!request.policy().streamed()) {
            return whole("/api/chat", body, request.model(), listener);
        }
        return streamed("/api/chat", body, request.model(), deadlines(request.model()), listener);
    }

    @Override
    public ChatAnswer generate(GenerateRequest request, CallListener listener) {
        ObjectNode body = wire.generate(request);
        String model = request.model();
        return request.policy().streamed()
                ? streamed("/api/generate", body, model, deadlines(model), listener)
                : whole("/api/generate", body, model, listener);
    }

    @Override
    public EmbedAnswer embed(EmbedRequest request) {
        return embed(request, properties.deadlines(request, () -> isLoading(request.model())));
    }

    private EmbedAnswer embed(EmbedRequest request, Deadlines deadlines) {
        String model = request.model();
        try (ServerCall call =
                http.post("/api/embed", wire.embed(request), model, ServerHttp.MAX_DOCUMENT, deadlines)) {
            JsonNode answer = http.parse(call.rest(), model);
            List<List<Double>> vectors = new ArrayList<>();
            answer.path("embeddings").forEach(numbers -> vectors.add(http.vector(numbers, model)));
            http.requireVectors(vectors, request.texts().size(), model);
            return new EmbedAnswer(model, url(), vectors, OllamaWire.usage(answer));
        }
    }

    @Override
    public ServerState state() {
        Map<String, StoredModel.Loaded> loaded = new HashMap<>();
        http.document("/api/ps", NO_MODEL, QUICK)
                .path("models")
                .forEach(model -> loaded.put(model.path("name").asText(), OllamaWire.loaded(model)));
        List<StoredModel> models = new ArrayList<>();
        http.document("/api/tags", NO_MODEL, QUICK)
                .path("models")
                .forEach(model -> models.add(
                        OllamaWire.stored(model, loaded.get(model.path("name").asText()))));
        JsonNode version = http.document("/api/version", NO_MODEL, QUICK).get("version");
        return new ServerState(version == null ? null : version.asText(), models);
    }

    /** A model that is asked for with another context length would be loaded again. */
    @Override
    public boolean isInMemory(StoredModel model, ServerState state, boolean usedLately) {
        return model.loaded() != null
                && model.loaded().contextLength() != null
                && model.loaded().contextLength() == properties.contextLengthOf(model.name());
    }

    @Override
    public void probe(String model, CallKind kind) {
        if (kind == CallKind.EMBED) {
            embed(new EmbedRequest(model, List.of("1")), Deadlines.all(PROBE_TIMEOUT));
            return;
        }
        GenerateRequest shortest =
                new GenerateRequest(model, "1", null, null, true, Map.of("num_predict", 1), CallOrigin.ENGINE);
        streamed("/api/generate", wire.generate(shortest), model, Deadlines.all(PROBE_TIMEOUT), CallListener.NONE);
    }

    @Override
    public Optional<ModelLibrary> library() {
        return Optional.of(library);
    }

    private ChatAnswer streamed(
            String path, ObjectNode body, String model, Deadlines deadlines, CallListener listener) {
        body.put("stream", true);
        AnswerText answer = new AnswerText(http.errors(), model, listener);
        try (ServerCall call = http.post(path, body, model, ServerHttp.MAX_LINE, deadlines)) {
            for (String line = call.nextLine(); line != null; line = call.nextLine()) {
                JsonNode event = http.parse(line, model);
                if (take(event, answer, model)) {
                    call.finish();
                    return end(event, answer);
                }
            }
        }
        throw http.errors().broken(model, "the stream ended before the answer was done", null);
    }

    private ChatAnswer whole(String path, ObjectNode body, String model, CallListener listener) {
        body.put("stream", false);
        AnswerText answer = new AnswerText(http.errors(), model, listener);
        Deadlines deadlines = Deadlines.whole(properties.totalTimeout());
        try (ServerCall call = http.post(path, body, model, ServerHttp.MAX_DOCUMENT, deadlines)) {
            JsonNode event = http.parse(call.rest(), model);
            if (take(event, answer, model)) {
                return end(event, answer);
            }
        }
        throw http.errors().broken(model, "the answer does not say that it is done", null);
    }

    /** @return whether this was the last one */
    private boolean take(JsonNode event, AnswerText answer, String model) {
        if (event.hasNonNull("error")) {
            throw http.errors().said(model, event.get("error").asText());
        }
        JsonNode message = event.path("message");
        answer.thinking(message.path("thinking").asText(event.path("thinking").asText("")));
        answer.text(message.path("content").asText(event.path("response").asText("")));
        message.path("tool_calls").forEach(call -> answer.toolCall(toolCall(call, model)));
        return event.path("done").asBoolean(false);
    }

    private ToolCall toolCall(JsonNode call, String model) {
        JsonNode arguments = call.at("/function/arguments");
        if (!arguments.isObject() && !arguments.isMissingNode() && !arguments.isNull()) {
            throw http.errors().said(model, "the arguments of a tool call are not a JSON object");
        }
        return wire.toolCall(call);
    }

    private ChatAnswer end(JsonNode event, AnswerText answer) {
        return answer.end(url(), event.path("done_reason").asText("stop"), OllamaWire.usage(event));
    }

    private Deadlines deadlines(String model) {
        return properties.deadlines(() -> isLoading(model));
    }

    /** What is not in the list of models in memory is on its way there. */
    private boolean isLoading(String model) {
        try {
            for (JsonNode loaded : http.document("/api/ps", model, QUICK).path("models")) {
                if (ModelName.same(loaded.path("name").asText(), model)) {
                    return false;
                }
            }
            return true;
        } catch (ModelUnavailable | ModelStreamBroken | ModelRefused e) {
            // A server that does not even say this is not waited for.
            return false;
        }
    }
}
