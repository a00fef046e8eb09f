package io.aiworkflow.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that speaks the HTTP protocol of OpenAI, as vLLM, llama.cpp and many others do. It cannot be told the context
 * length and does not say what is in memory; its models are managed elsewhere.
 */
final class OpenAiServer implements ModelServer {
    private static final Deadlines QUICK = Deadlines.all(Duration.ofSeconds(3));
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    private final ModelProperties properties;
    private final ServerHttp http;
    private final OpenAiWire wire;

    OpenAiServer(ServerAddress address, ModelProperties properties) {
        this.properties = properties;
        String url = address.url();
        ServerErrors errors = new ServerErrors(
                "the model server",
                url,
                "start it, or set OPENAI_BASE_URL to where it is, usually an address that ends with /v1.",
                ", so load it there");
        this.http = new ServerHttp(address.withToken(properties.openaiApiKey()), errors, properties.connectTimeout());
        this.wire = new OpenAiWire(http);
    }

    @Override
    public String url() {
        return http.url();
    }

    @Override
    public String kind() {
        return "OpenAI";
    }

    @Override
    public ChatAnswer chat(ChatRequest request, CallListener listener) {
        ObjectNode body = wire.chat(request);
        String model = request.model();
        return request.policy().streamed()
                ? streamed("/chat/completions", body, model, deadlines(), listener)
                : whole("/chat/completions", body, model, listener);
    }

    @Override
    public ChatAnswer generate(GenerateRequest request, CallListener listener) {
        ObjectNode body = wire.generate(request);
        String model = request.model();
        return request.policy().streamed()
                ? streamed("/completions", body, model, deadlines(), listener)
                : whole("/completions", body, model, listener);
    }

    @Override
    public EmbedAnswer embed(EmbedRequest request) {
        return embed(request, properties.deadlines(request, () -> false));
    }

    private EmbedAnswer embed(EmbedRequest request, Deadlines deadlines) {
        String model = request.model();
        try (ServerCall call =
                http.post("/embeddings", wire.embed(request), model, ServerHttp.MAX_DOCUMENT, deadlines)) {
            JsonNode answer = http.parse(call.rest(), model);
            List<List<Double>> vectors = new ArrayList<>();
            answer.path("data").forEach(each -> vectors.add(http.vector(each.path("embedding"), model)));
            http.requireVectors(vectors, request.texts().size(), model);
            return new EmbedAnswer(model, url(), vectors, OpenAiWire.usage(answer));
        }
    }

    @Override
    public ServerState state() {
        List<StoredModel> models = new ArrayList<>();
        http.document("/models", "none", QUICK)
                .path("data")
                .forEach(model -> models.add(StoredModel.named(model.path("id").asText())));
        return new ServerState(null, models);
    }

    /** It does not say; but what has a single model has it in memory, and so has what it was asked for just now. */
    @Override
    public boolean isInMemory(StoredModel model, ServerState state, boolean usedLately) {
        return usedLately || state.models().size() == 1;
    }

    @Override
    public void probe(String model, CallKind kind) {
        if (kind == CallKind.EMBED) {
            embed(new EmbedRequest(model, List.of("1")), Deadlines.all(PROBE_TIMEOUT));
            return;
        }
        if (kind == CallKind.CHAT) {
            ChatRequest shortest =
                    new ChatRequest(model, List.of(ChatMessage.user("1")), null, Map.of("num_predict", 1));
            streamed("/chat/completions", wire.chat(shortest), model, Deadlines.all(PROBE_TIMEOUT), CallListener.NONE);
            return;
        }
        GenerateRequest shortest =
                new GenerateRequest(model, "1", null, null, false, Map.of("num_predict", 1), CallOrigin.ENGINE);
        streamed("/completions", wire.generate(shortest), model, Deadlines.all(PROBE_TIMEOUT), CallListener.NONE);
    }

    @Override
    public Optional<ModelLibrary> library() {
        return Optional.empty();
    }

    private ChatAnswer streamed(
            String path, ObjectNode body, String model, Deadlines deadlines, CallListener listener) {
        body.put("stream", true).putObject("stream_options").put("include_usage", true);
        OpenAiAnswer answer = new OpenAiAnswer(http, model, listener);
        try (ServerCall call = http.post(path, body, model, ServerHttp.MAX_LINE, deadlines)) {
            for (String line = call.nextLine(); line != null; line = call.nextLine()) {
                if (answer.isEnd(line)) {
                    call.finish();
                    return answer.end();
                }
            }
        }
        throw http.errors().broken(model, "the stream ended before the answer was done", null);
    }

    private ChatAnswer whole(String path, ObjectNode body, String model, CallListener listener) {
        body.put("stream", false);
        OpenAiAnswer answer = new OpenAiAnswer(http, model, listener);
        Deadlines deadlines = Deadlines.whole(properties.totalTimeout());
        try (ServerCall call = http.post(path, body, model, ServerHttp.MAX_DOCUMENT, deadlines)) {
            answer.take(http.parse(call.rest(), model));
            return answer.end();
        }
    }

    /** Whether a model is loaded cannot be asked, so there is one limit for the first byte. */
    private Deadlines deadlines() {
        return properties.deadlines(() -> false);
    }
}
