package io.aiworkflow.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models of one Ollama. */
final class OllamaLibrary implements ModelLibrary {
    private static final Duration QUICK = Duration.ofSeconds(10);
    /** The sum of a large file is checked without a word. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private static final Duration LONGEST_PULL = Duration.ofHours(24);

    private final ServerHttp http;
    private final OllamaWire wire;
    private final ModelProperties properties;

    OllamaLibrary(ServerHttp http, OllamaWire wire, ModelProperties properties) {
        this.http = http;
        this.wire = wire;
        this.properties = properties;
    }

    @Override
    public ModelDetails show(String model) {
        JsonNode answer;
        try (ServerCall call = http.post("/api/show", naming(model), model, ServerHttp.MAX_DOCUMENT, quick())) {
            answer = http.parse(call.rest(), model);
        }
        List<String> capabilities = new ArrayList<>();
        answer.path("capabilities").forEach(each -> capabilities.add(each.asText()));
        return new ModelDetails(
                model,
                http.url(),
                capabilities,
                ofArchitecture(answer, ".context_length"),
                ofArchitecture(answer, ".embedding_length"),
                properties.contextLengthOf(model),
                OllamaWire.text(answer.path("parameters")),
                OllamaWire.text(answer.path("template")));
    }

    @Override
    public void pull(String model, PullListener listener) {
        Deadlines deadlines =
                new Deadlines(LONGEST_SILENCE, LONGEST_SILENCE, LONGEST_SILENCE, LONGEST_PULL, () -> false);
        Map<String, long[]> parts = new LinkedHashMap<>();
        ObjectNode body = naming(model).put("stream", true);
        try (ServerCall call = http.post("/api/pull", body, model, ServerHttp.MAX_LINE, deadlines)) {
            for (String line = call.nextLine(); line != null; line = call.nextLine()) {
                JsonNode event = http.parse(line, model);
                if (event.hasNonNull("error")) {
                    throw failed(model, event.get("error").asText());
                }
                String status = event.path("status").asText("");
                tell(event, status, parts, listener);
                if (status.equals("success")) {
                    call.finish();
                    return;
                }
            }
        }
        throw http.errors().broken(model, "the server stopped fetching it without saying why", null);
    }

    @Override
    public void delete(String model) {
        try (ServerCall call =
                http.send("DELETE", "/api/delete", naming(model), model, ServerHttp.MAX_DOCUMENT, quick())) {
            call.rest();
        }
    }

    @Override
    public int preload(String model) {
        boolean onlyEmbeds = show(model).onlyEmbeds();
        String path = onlyEmbeds ? "/api/embed" : "/api/chat";
        ObjectNode body = onlyEmbeds
                ? wire.embed(new EmbedRequest(model, List.of()))
                : wire.load(model).put("stream", false);
        try (ServerCall call =
                http.post(path, body, model, ServerHttp.MAX_DOCUMENT, Deadlines.all(properties.loadTimeout()))) {
            http.parse(call.rest(), model);
        }
        for (JsonNode loaded : http.document("/api/ps", model, quick()).path("models")) {
            if (ModelName.same(loaded.path("name").asText(), model)) {
                return loaded.path("context_length").asInt(0);
            }
        }
        return 0;
    }

    /** Of all parts of the model that the server has spoken of. */
    private static void tell(JsonNode event, String status, Map<String, long[]> parts, PullListener listener) {
        if (event.hasNonNull("digest") && event.path("total").asLong(0) > 0) {
            long total = event.get("total").asLong();
            long completed = Math.max(0, Math.min(total, event.path("completed").asLong(0)));
            parts.put(event.get("digest").asText(), new long[] {completed, total});
        }
        long completed = 0;
        long total = 0;
        for (long[] part : parts.values()) {
            completed += part[0];
            total += part[1];
        }
        listener.progress(status, completed, total);
    }

    /** A model that nobody publishes will not be there later either. */
    private RuntimeException failed(String model, String error) {
        boolean unknown = error.contains("file does not exist") || error.contains("not found");
        String shown = http.errors().shown(error);
        return unknown
                ? new ModelRefused("there is no model '%s' to be fetched (%s); see ollama.com/library for its name"
                        .formatted(model, shown))
                : http.errors().broken(model, "it could not be fetched: " + shown, null);
    }

    private static Long ofArchitecture(JsonNode answer, String field) {
        String architecture =
                answer.path("model_info").path("general.architecture").asText("");
        return OllamaWire.number(answer.path("model_info").path(architecture + field));
    }

    private ObjectNode naming(String model) {
        return http.json().createObjectNode().put("model", model);
    }

    private static Deadlines quick() {
        return Deadlines.all(QUICK);
    }
}
