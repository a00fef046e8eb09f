package io.aiworkflow.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The documents of Ollama's protocol: what is sent, and how what comes is read. */
final class OllamaWire {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final ObjectMapper json;
    private final ModelProperties properties;

    OllamaWire(ObjectMapper json, ModelProperties properties) {
        this.json = json;
        this.properties = properties;
    }

    ObjectNode chat(ChatRequest request) {
        ObjectNode body = body(request.model(), request.options());
        ArrayNode messages = body.putArray("messages");
        request.messages().forEach(message -> write(message, messages.addObject()));
        dropNothing(body);
        if (request.schema() != null) {
            body.set("format", json.valueToTree(request.schema()));
        }
        if (request.think() != null) {
            body.set("think", json.valueToTree(request.think()));
        }
        if (!request.tools().isEmpty()) {
            write(request.tools(), body.putArray("tools"));
        }
        return body;
    }

    ObjectNode generate(GenerateRequest request) {
        ObjectNode body = body(request.model(), request.options()).put("prompt", request.prompt());
        dropNothing(body);
        if (request.suffix() != null) {
            body.put("suffix", request.suffix());
        }
        if (request.system() != null) {
            body.put("system", request.system());
        }
        if (!request.images().isEmpty()) {
            request.images().forEach(body.putArray("images")::add);
        }
        if (request.raw()) {
            body.put("raw", true);
        }
        if (request.format() != null) {
            // An empty schema allows any JSON, for which Ollama has a word.
            body.set("format", json.valueToTree(request.format().isEmpty() ? "json" : request.format()));
        }
        if (request.think() != null) {
            body.set("think", json.valueToTree(request.think()));
        }
        return body;
    }

    ObjectNode embed(EmbedRequest request) {
        ObjectNode body = body(request.model(), Map.of());
        body.set("input", json.valueToTree(request.texts()));
        body.put("truncate", false);
        if (request.dimensions() != null) {
            body.put("dimensions", request.dimensions());
        }
        return body;
    }

    /** What loads a model and asks it nothing. */
    ObjectNode load(String model) {
        ObjectNode body = body(model, Map.of());
        body.putArray("messages");
        return body;
    }

    ToolCall toolCall(JsonNode call) {
        JsonNode function = call.path("function");
        JsonNode arguments = function.path("arguments");
        return new ToolCall(
                call.hasNonNull("id") ? call.get("id").asText() : null,
                function.path("name").asText(""),
                arguments.isObject() ? json.convertValue(arguments, OBJECT) : Map.of());
    }

    static Usage usage(JsonNode answer) {
        return Usage.of(
                answer.path("prompt_eval_count").asLong(0),
                answer.path("eval_count").asLong(0),
                answer.path("load_duration").asLong(0));
    }

    /** @param loaded null when it is not in memory */
    static StoredModel stored(JsonNode model, StoredModel.Loaded loaded) {
        JsonNode details = model.path("details");
        return new StoredModel(
                model.path("name").asText(),
                number(model.path("size")),
                text(model.path("digest")),
                text(model.path("modified_at")),
                text(details.path("family")),
                text(details.path("parameter_size")),
                text(details.path("quantization_level")),
                loaded);
    }

    static StoredModel.Loaded loaded(JsonNode model) {
        Long context = number(model.path("context_length"));
        return new StoredModel.Loaded(
                context == null ? null : context.intValue(),
                number(model.path("size_vram")),
                text(model.path("expires_at")));
    }

    static Long number(JsonNode node) {
        return node.isIntegralNumber() ? node.asLong() : null;
    }

    static String text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
    }

    /** The context length comes last and is always the same for a model: with another one Ollama would load it again. */
    private ObjectNode body(String model, Map<String, Object> chosen) {
        ObjectNode body = json.createObjectNode().put("model", model);
        ObjectNode options = body.putObject("options");
        chosen.forEach((name, value) -> options.set(name, json.valueToTree(value)));
        options.put("num_ctx", properties.contextLengthOf(model));
        return body;
    }

    /** Without these Ollama silently drops the oldest messages, of the prompt or while it generates. */
    private static void dropNothing(ObjectNode body) {
        body.put("truncate", false);
        body.put("shift", false);
    }

    private void write(ChatMessage message, ObjectNode into) {
        into.put("role", message.role()).put("content", message.content());
        if (!message.images().isEmpty()) {
            message.images().forEach(into.putArray("images")::add);
        }
        if (!message.toolCalls().isEmpty()) {
            ArrayNode calls = into.putArray("tool_calls");
            for (ToolCall call : message.toolCalls()) {
                ObjectNode written = calls.addObject();
                if (call.id() != null) {
                    written.put("id", call.id());
                }
                ObjectNode function = written.putObject("function").put("name", call.name());
                function.set("arguments", json.valueToTree(call.arguments()));
            }
        }
        if (message.toolName() != null) {
            into.put("tool_name", message.toolName());
        }
        if (message.toolCallId() != null) {
            into.put("tool_call_id", message.toolCallId());
        }
    }

    private void write(List<ToolDefinition> tools, ArrayNode into) {
        for (ToolDefinition tool : tools) {
            ObjectNode function = into.addObject().put("type", "function").putObject("function");
            function.put("name", tool.name()).put("description", tool.description());
            function.set("parameters", json.valueToTree(tool.parameters()));
        }
    }
}
