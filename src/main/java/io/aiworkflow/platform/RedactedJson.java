package io.aiworkflow.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.aiworkflow.failure.Redaction;
import java.util.List;
import java.util.Map;

/**
 * Takes secrets out of JSON. Each text is cleaned as it was before it became JSON: in the whole, a secret may look
 * otherwise, and what takes its place could end a text too soon.
 */
public final class RedactedJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RedactedJson() {}

    /** A line of a log that is a JSON object, with its end. */
    static String clean(String line) {
        try {
            JsonNode read = JSON.readTree(line);
            return read != null && read.isObject() && clean(read) ? JSON.writeValueAsString(read) + "\n" : line;
        } catch (JsonProcessingException e) {
            return Redaction.clean(line);
        }
    }

    /** The same for any JSON text. */
    public static String cleanAll(String json) {
        try {
            JsonNode read = JSON.readTree(json);
            return clean(read) ? JSON.writeValueAsString(read) : json;
        } catch (JsonProcessingException e) {
            return Redaction.clean(json);
        }
    }

    /** @return whether something was changed */
    private static boolean clean(JsonNode node) {
        boolean changed = false;
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                JsonNode value = member.getValue();
                if (value.isTextual() && !cleaned(value).equals(value.textValue())) {
                    object.set(member.getKey(), TextNode.valueOf(cleaned(value)));
                    changed = true;
                } else {
                    changed |= clean(value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                if (value.isTextual() && !cleaned(value).equals(value.textValue())) {
                    array.set(i, TextNode.valueOf(cleaned(value)));
                    changed = true;
                } else {
                    changed |= clean(value);
                }
            }
        }
        return changed;
    }

    private static String cleaned(JsonNode text) {
        return Redaction.clean(text.textValue());
    }
}
