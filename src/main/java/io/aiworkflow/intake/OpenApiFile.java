package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The written part of the OpenAPI document, which holds every operation that the engine serves. */
@Component
class OpenApiFile {
    /** The others are merged into the first one. */
    private static final List<String> PARTS = List.of(
            "openapi/engine.yaml",
            "openapi/access.yaml",
            "openapi/models.yaml",
            "openapi/usage.yaml",
            "openapi/documents.yaml",
            "openapi/knowledge.yaml",
            "openapi/maintenance.yaml",
            "openapi/chat.yaml",
            "openapi/schedules.yaml",
            "openapi/operations.yaml",
            "openapi/traces.yaml");

    private final ObjectNode content;

    OpenApiFile(ObjectMapper json) throws IOException {
        content = json.createObjectNode();
        for (String part : PARTS) {
            try (InputStream in = new ClassPathResource(part).getInputStream()) {
                Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
                merge(content, json.valueToTree(read));
            }
        }
    }

    private static void merge(ObjectNode into, ObjectNode other) {
        other.properties().forEach(member -> {
            JsonNode known = into.get(member.getKey());
            if (known instanceof ObjectNode object && member.getValue() instanceof ObjectNode more) {
                merge(object, more);
            } else if (known instanceof ArrayNode array && member.getValue() instanceof ArrayNode more) {
                array.addAll(more);
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }

    /** A copy, which may be changed. */
    ObjectNode copy() {
        return content.deepCopy();
    }
}
