package io.aiworkflow.testsupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ollama's official OpenAPI document, hardened: objects with named properties take no others. It judges requests only,
 * not answers.
 */
public final class OllamaContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Fields of the server's own types (api/types.go at the document's tag) that the document lacks, by schema and JSON
     * type.
     */
    private static final Map<String, Map<String, String>> ALSO_TAKEN = Map.of(
            "ChatRequest", Map.of("truncate", "boolean", "shift", "boolean"),
            "GenerateRequest",
                    Map.of("truncate", "boolean", "shift", "boolean", "template", "string", "context", "array"),
            "ChatMessage", Map.of("thinking", "string", "tool_name", "string", "tool_call_id", "string"),
            "ToolCall", Map.of("id", "string"),
            "CreateRequest", Map.of("files", "object", "adapters", "object"));

    private final JsonNode document;
    private final Map<String, JsonSchema> schemas = new HashMap<>();

    public OllamaContract() {
        try (InputStream file = OllamaContract.class.getResourceAsStream("/contracts/ollama-openapi.yaml")) {
            String text = new YAMLMapper().readTree(file).toString();
            this.document = JSON.readTree(text.replace("#/components/schemas/", "#/$defs/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode components = document.at("/components/schemas");
        ALSO_TAKEN.forEach((schema, fields) ->
                fields.forEach((field, type) -> ((ObjectNode) components.at("/" + schema + "/properties"))
                        .putObject(field)
                        .put("type", type)));
        ((ObjectNode) components.at("/ToolCall/properties/function/properties"))
                .putObject("index")
                .put("type", "integer");
        close(components);
    }

    public boolean knows(String method, String path) {
        return document.path("paths").path(path).has(method.toLowerCase(Locale.ROOT));
    }

    /** What the real server would not understand; empty when all is well. */
    public List<String> problems(String method, String path, String body) {
        if (!knows(method, path)) {
            return List.of("no operation " + method + " " + path);
        }
        JsonNode schema = document.path("paths")
                .path(path)
                .path(method.toLowerCase(Locale.ROOT))
                .at("/requestBody/content/application~1json/schema");
        if (schema.isMissingNode()) {
            return body == null || body.isEmpty() ? List.of() : List.of("a body where none is expected");
        }
        if (body == null || body.isEmpty()) {
            return List.of("missing request body");
        }
        try {
            JsonNode request = JSON.readTree(body);
            return compiled(schema.path("$ref").asText()).validate(request).stream()
                    .map(Object::toString)
                    .sorted()
                    .toList();
        } catch (JsonProcessingException e) {
            return List.of(e.getOriginalMessage());
        }
    }

    private synchronized JsonSchema compiled(String reference) {
        return schemas.computeIfAbsent(reference, key -> {
            ObjectNode root = JSON.createObjectNode();
            root.set("$defs", document.at("/components/schemas"));
            root.put("$ref", key);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(root);
        });
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.has("oneOf")
                && !object.has("anyOf")
                && !object.has("allOf")) {
            object.put("additionalProperties", false);
        }
        node.forEach(OllamaContract::close);
    }
}
