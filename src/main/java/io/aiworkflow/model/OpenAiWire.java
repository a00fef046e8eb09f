package io.aiworkflow.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The documents that are sent to a server of OpenAI's kind. What it cannot be told is refused, not left out. */
final class OpenAiWire {
    private static final Map<String, String> OTHERWISE_NAMED = Map.of("num_predict", "max_tokens");
    private static final Set<String> SAME =
            Set.of("temperature", "top_p", "seed", "stop", "presence_penalty", "frequency_penalty");
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high");

    private final ServerHttp http;

    OpenAiWire(ServerHttp http) {
        this.http = http;
    }

    ObjectNode chat(ChatRequest request) {
        ObjectNode body = body(request.model(), request.options());
        ArrayNode messages = body.putArray("messages");
        request.messages().forEach(message -> write(message, messages.addObject()));
        if (request.schema() != null) {
            ObjectNode format = body.putObject("response_format").put("type", "json_schema");
            format.putObject("json_schema")
                    .put("name", "answer")
                    .put("strict", true)
                    .set("schema", http.json().valueToTree(request.schema()));
        }
        think(request, body);
        if (!request.tools().isEmpty()) {
            write(request.tools(), body.putArray("tools"));
        }
        return body;
    }

    ObjectNode generate(GenerateRequest request) {
        if (request.system() != null
                || request.raw()
                || !request.images().isEmpty()
                || request.format() != null
                || request.think() != null) {
            throw new ModelRefused(
                    "the model server at %s takes no system message, images, format, think or raw with a bare prompt; use ollama-chat-action for it"
                            .formatted(http.url()));
        }
        ObjectNode body = body(request.model(), request.options()).put("prompt", request.prompt());
        if (request.suffix() != null) {
            body.put("suffix", request.suffix());
        }
        return body;
    }

    ObjectNode embed(EmbedRequest request) {
        ObjectNode body = http.json().createObjectNode().put("model", request.model());
        body.set("input", http.json().valueToTree(request.texts()));
        if (request.dimensions() != null) {
            body.put("dimensions", request.dimensions());
        }
        return body;
    }

    static Usage usage(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        return Usage.of(
                usage.path("prompt_tokens").asLong(0),
                usage.path("completion_tokens").asLong(0),
                0);
    }

    private ObjectNode body(String model, Map<String, Object> options) {
        ObjectNode body = http.json().createObjectNode().put("model", model);
        options.forEach((name, value) -> {
            if (!SAME.contains(name) && !OTHERWISE_NAMED.containsKey(name)) {
                throw new ModelRefused(
                        "the model server at %s does not know the option '%s' of Ollama".formatted(http.url(), name));
            }
            body.set(OTHERWISE_NAMED.getOrDefault(name, name), http.json().valueToTree(value));
        });
        return body;
    }

    private void think(ChatRequest request, ObjectNode body) {
        if (request.think() == null) {
            return;
        }
        if (!EFFORTS.contains(request.think())) {
            throw new ModelRefused("the model server at %s can be told to think low, medium or high, not %s"
                    .formatted(http.url(), request.think()));
        }
        body.put("reasoning_effort", request.think().toString());
    }

    private void write(ChatMessage message, ObjectNode into) {
        into.put("role", message.role());
        if (message.images().isEmpty()) {
            into.put("content", message.content());
        } else {
            ArrayNode parts = into.putArray("content");
            parts.addObject().put("type", "text").put("text", message.content());
            for (String image : message.images()) {
                parts.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", "data:%s;base64,%s".formatted(mediaType(image), image));
            }
        }
        if (message.toolCallId() != null) {
            into.put("tool_call_id", message.toolCallId());
        }
        if (!message.toolCalls().isEmpty()) {
            ArrayNode calls = into.putArray("tool_calls");
            for (ToolCall call : message.toolCalls()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put(
                                "arguments",
                                http.json().valueToTree(call.arguments()).toString());
            }
        }
    }

    /** By the first bytes of the usual kinds of pictures. */
    private static String mediaType(String base64) {
        if (base64.startsWith("/9j/")) {
            return "image/jpeg";
        }
        if (base64.startsWith("R0lG")) {
            return "image/gif";
        }
        return base64.startsWith("UklGR") ? "image/webp" : "image/png";
    }

    private void write(List<ToolDefinition> tools, ArrayNode into) {
        for (ToolDefinition tool : tools) {
            into.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", http.json().valueToTree(tool.parameters()));
        }
    }
}
