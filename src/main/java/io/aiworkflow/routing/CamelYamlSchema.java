package io.aiworkflow.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Camel's own schema of its YAML, walked along the document so that the first fault is told in words and with its
 * line. A general schema validator would only say that none of sixty alternatives fits.
 */
final class CamelYamlSchema {
    private static final String RESOURCE = "/schema/camelYamlDsl.json";
    private static final String MODEL = "org.apache.camel.model.";
    private static final String STEP = MODEL + "ProcessorDefinition";
    private static final String REFERENCE = "#/items/definitions/";
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    /** Keys that Camel reads although its schema does not know them. */
    private static final Set<String> KAMELET_KEYS = Set.of("id", "description");

    private static final JsonNode TEXT = JsonNodeFactory.instance.objectNode().put("type", "string");
    private static final Set<String> OPTIONAL_EXPRESSION = Set.of("sort");

    private final JsonNode definitions;

    CamelYamlSchema() {
        try (InputStream in = CamelYamlSchema.class.getResourceAsStream(RESOURCE)) {
            definitions = new ObjectMapper().readTree(in).at("/items/definitions");
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("Camel's schema of its YAML cannot be read", e);
        }
    }

    /** Checks a root item such as {@code route}. */
    void checkRoute(Node route) throws RouteFileRefused {
        check(route, definition(MODEL + "RouteDefinition"), "route");
    }

    void checkRest(Node rest) throws RouteFileRefused {
        check(rest, definition(MODEL + "rest.RestDefinition"), "rest");
    }

    void checkFrom(Node from) throws RouteFileRefused {
        check(from, definition(MODEL + "FromDefinition"), "from");
    }

    private JsonNode definition(String name) {
        return definitions.path(name);
    }

    private void check(Node node, JsonNode raw, String what) throws RouteFileRefused {
        JsonNode schema = alternative(node, resolve(raw));
        switch (schema.path("type").asText()) {
            case "object" -> checkObject(node, schema, what);
            case "array" -> {
                if (!(node instanceof SequenceNode)) {
                    throw refused(node, "'%s' takes a list, found %s".formatted(what, YamlNodes.describe(node)));
                }
                for (Node item : YamlNodes.items(node)) {
                    check(item, schema.path("items"), what);
                }
            }
            case "string", "boolean", "number", "integer" -> checkScalar(node, schema, what);
            default -> {}
        }
    }

    private JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        if (reference.startsWith(REFERENCE) && !schema.has("properties")) {
            String name = reference.substring(REFERENCE.length());
            return resolve(definition(name));
        }
        return schema;
    }

    /** Many parts may be written as a text or as a mapping: takes the form that the author chose. */
    private JsonNode alternative(Node node, JsonNode schema) {
        if (schema.has("type") || !schema.has("oneOf")) {
            return schema;
        }
        String wanted = node instanceof ScalarNode ? "string" : "object";
        for (JsonNode form : schema.path("oneOf")) {
            JsonNode resolved = resolve(form);
            if (resolved.path("type").asText().equals(wanted)) {
                return resolved;
            }
        }
        return resolve(schema.path("oneOf").path(schema.path("oneOf").size() - 1));
    }

    private void checkObject(Node node, JsonNode schema, String what) throws RouteFileRefused {
        if (!(node instanceof MappingNode mapping)) {
            String article =
                    schema == definition(STEP) ? "a step is a mapping" : "'%s' takes a mapping".formatted(what);
            throw refused(node, "%s, found %s".formatted(article, YamlNodes.describe(node)));
        }
        JsonNode properties = schema.path("properties");
        if (properties.isMissingNode()) {
            return;
        }
        boolean step = schema == definition(STEP);
        if (step && mapping.getValue().size() != 1) {
            throw refused(node, "a step has exactly one key, the name of what it does; check the indentation");
        }
        List<String> chosen = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = YamlNodes.key(entry);
            JsonNode property = property(schema, key, what);
            if (property.isMissingNode()) {
                throw unknownKey(entry, step ? null : what, properties);
            }
            if (isChoice(properties, key)) {
                chosen.add(key);
            }
            check(entry.getValueNode(), property, key);
        }
        requireOneChoice(node, properties, chosen, what);
        for (JsonNode required : schema.path("required")) {
            if (YamlNodes.get(node, required.asText()).isEmpty()) {
                throw refused(node, "'%s' needs '%s'".formatted(what, required.asText()));
            }
        }
    }

    /** The schema lists alternatives, such as the languages of an expression, as properties without content. */
    private static boolean isChoice(JsonNode properties, String key) {
        return properties.path(key).isObject() && properties.path(key).isEmpty();
    }

    private static void requireOneChoice(Node node, JsonNode properties, List<String> chosen, String what)
            throws RouteFileRefused {
        if (chosen.size() > 1) {
            throw refused(node, "'%s' takes only one of %s".formatted(what, chosen));
        }
        boolean needsExpression =
                isChoice(properties, "simple") && properties.has("id") && !OPTIONAL_EXPRESSION.contains(what);
        if (chosen.isEmpty() && needsExpression) {
            throw refused(node, "'%s' needs an expression, for example 'simple' or 'constant'".formatted(what));
        }
    }

    private JsonNode property(JsonNode schema, String key, String what) {
        JsonNode own = schema.path("properties").path(key);
        if (own.isMissingNode() && what.equals("kamelet") && KAMELET_KEYS.contains(key)) {
            return TEXT;
        }
        if (!isChoice(schema.path("properties"), key)) {
            return own;
        }
        JsonNode found = inAlternatives(schema, key);
        return found.isMissingNode() ? own : found;
    }

    private JsonNode inAlternatives(JsonNode schema, String key) {
        for (String keyword : List.of("anyOf", "oneOf")) {
            for (JsonNode form : schema.path(keyword)) {
                JsonNode resolved = resolve(form);
                JsonNode property = resolved.path("properties").path(key);
                JsonNode found = property.isObject() && !property.isEmpty() ? property : inAlternatives(resolved, key);
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return MissingNode.getInstance();
    }

    private static void checkScalar(Node node, JsonNode schema, String what) throws RouteFileRefused {
        if (!(node instanceof ScalarNode)) {
            throw refused(node, "'%s' takes a single value, found %s".formatted(what, YamlNodes.describe(node)));
        }
        String value = YamlNodes.text(node);
        if (value.contains("{{")) {
            return;
        }
        String type = schema.path("type").asText();
        if (type.equals("boolean") && !value.equals("true") && !value.equals("false")) {
            throw refused(node, "'%s' is true or false, found %s".formatted(what, YamlNodes.describe(node)));
        }
        if ((type.equals("number") || type.equals("integer"))
                && !NUMBER.matcher(value).matches()) {
            throw refused(node, "'%s' is a number, found %s".formatted(what, YamlNodes.describe(node)));
        }
        if (schema.has("enum")) {
            List<String> allowed = new ArrayList<>();
            schema.path("enum").forEach(each -> allowed.add(each.asText()));
            if (!allowed.contains(value)) {
                throw refused(node, "'%s' is one of %s, found '%s'".formatted(what, allowed, value));
            }
        }
    }

    private static RouteFileRefused unknownKey(NodeTuple entry, String what, JsonNode properties) {
        String key = YamlNodes.key(entry);
        List<String> known = new ArrayList<>();
        properties.fieldNames().forEachRemaining(known::add);
        String hint = Spelling.hint(key, known);
        return refused(
                entry.getKeyNode(),
                what == null
                        ? "unknown step '%s'%s".formatted(YamlNodes.shorten(key), hint)
                        : "unknown key '%s' in '%s'%s".formatted(YamlNodes.shorten(key), what, hint));
    }

    private static RouteFileRefused refused(Node node, String reason) {
        return new RouteFileRefused(Rule.CAMEL_SCHEMA, YamlNodes.line(node), reason);
    }
}
