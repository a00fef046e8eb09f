package io.aiworkflow.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.StrictJson;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a model hands to a tool, taken only if a caller might have sent it: of a bounded size and depth, with numbers that
 * are numbers, and without the control characters that no text needs.
 *
 * @param document an empty object when something is wrong
 * @param flaw what is wrong, in words for the model
 */
record SoundArguments(JsonNode document, Optional<String> flaw) {
    private static final int LONGEST = 100_000;
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F]");

    static SoundArguments of(Map<String, Object> arguments) {
        JsonNode given = StrictJson.toTree(arguments);
        if (any(given, SoundArguments::isNoNumber)) {
            return flawed("the arguments hold a number that is none");
        }
        String text = StrictJson.write(given);
        if (text.length() > LONGEST) {
            return flawed("the arguments are longer than %d characters".formatted(LONGEST));
        }
        try {
            JsonNode document = StrictJson.parse(text);
            return any(document, SoundArguments::holdsControls)
                    ? flawed("the arguments hold control characters")
                    : new SoundArguments(document, Optional.empty());
        } catch (JsonProcessingException e) {
            return flawed("the arguments cannot be read: " + StrictJson.reason(e));
        }
    }

    private static SoundArguments flawed(String flaw) {
        return new SoundArguments(StrictJson.toTree(Map.of()), Optional.of(flaw));
    }

    private static boolean any(JsonNode node, Predicate<JsonNode> what) {
        if (what.test(node)) {
            return true;
        }
        for (JsonNode part : node) {
            if (any(part, what)) {
                return true;
            }
        }
        return false;
    }

    /** As text it would look like a word. */
    private static boolean isNoNumber(JsonNode node) {
        return node.isDouble() && !Double.isFinite(node.doubleValue());
    }

    /** In a text, or in the name of a field. */
    private static boolean holdsControls(JsonNode node) {
        return node.isTextual()
                ? CONTROL.matcher(node.textValue()).find()
                : node.properties().stream()
                        .anyMatch(property -> CONTROL.matcher(property.getKey()).find());
    }
}
