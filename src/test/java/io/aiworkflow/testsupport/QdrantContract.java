package io.aiworkflow.testsupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * One version of Qdrant's official OpenAPI document, hardened: objects with named properties take no others, and what may
 * be null is null and not just anything. It judges requests only, not answers.
 */
public final class QdrantContract {
    /** All that the engine promises to work with. */
    public static final List<QdrantContract> ALL =
            List.of(new QdrantContract("1.16"), new QdrantContract("1.18"), new QdrantContract("1.19"));

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Longer rows of numbers, as embeddings are, are validated by those numbers that could be wrong if any is. */
    private static final int MANY_NUMBERS = 16;

    private final String version;
    private final JsonNode document;
    private final Map<String, Pattern> paths = new LinkedHashMap<>();
    private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

    private QdrantContract(String version) {
        this.version = version;
        try (InputStream file =
                QdrantContract.class.getResourceAsStream("/contracts/qdrant-openapi-" + version + ".json")) {
            String text = new ObjectMapper().readTree(file).toString();
            this.document = new ObjectMapper().readTree(text.replace("#/components/schemas/", "#/$defs/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        harden(document);
        // A path without variables, such as /collections/aliases, goes before one that would take anything there.
        StreamSupport.stream(((Iterable<String>) document.path("paths")::fieldNames).spliterator(), false)
                .sorted(Comparator.comparingLong(
                        path -> path.chars().filter(c -> c == '{').count()))
                .forEach(path -> paths.put(path, Pattern.compile(path.replaceAll("\\{[^/]+}", "[^/]+"))));
    }

    public String version() {
        return version;
    }

    /** What this version would not understand; empty when all is well. */
    public List<String> problems(String method, String path, String query, String body) {
        Optional<JsonNode> operation = operation(method, path);
        if (operation.isEmpty()) {
            return List.of("%s has no operation %s %s".formatted(version, method, path));
        }
        List<String> problems = new ArrayList<>(problemsOfQuery(operation.get(), query));
        problems.addAll(problemsOfBody(operation.get(), body));
        return problems.stream().map(problem -> version + ": " + problem).toList();
    }

    private Optional<JsonNode> operation(String method, String path) {
        return paths.entrySet().stream()
                .filter(template -> template.getValue().matcher(path).matches())
                .map(template -> document.path("paths").path(template.getKey()).path(method.toLowerCase(Locale.ROOT)))
                .filter(JsonNode::isObject)
                .findFirst();
    }

    private List<String> problemsOfQuery(JsonNode operation, String query) {
        List<String> problems = new ArrayList<>();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            JsonNode schema = null;
            for (JsonNode parameter : operation.path("parameters")) {
                if (parameter.path("in").asText().equals("query")
                        && parameter.path("name").asText().equals(parts[0])) {
                    schema = parameter.path("schema");
                }
            }
            problems.addAll(schema == null ? List.of("no parameter " + parts[0]) : validate(schema, value(parts[1])));
        }
        return problems;
    }

    private List<String> problemsOfBody(JsonNode operation, String body) {
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        boolean empty = body == null || body.isEmpty();
        if (schema.isMissingNode()) {
            return empty ? List.of() : List.of("a body where none is expected");
        }
        if (empty) {
            return List.of("missing request body");
        }
        try {
            return validate(schema, shortened(JSON.readTree(body)));
        } catch (JsonProcessingException e) {
            return List.of(e.getOriginalMessage());
        }
    }

    private List<String> validate(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode root = JSON.createObjectNode();
        root.set("$defs", document.at("/components/schemas"));
        root.putArray("allOf").add(schema);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }

    private static JsonNode value(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private static JsonNode shortened(JsonNode node) {
        if (node instanceof ArrayNode array) {
            boolean numbers = StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isNumber);
            ArrayNode copy = JSON.createArrayNode();
            if (numbers && array.size() > MANY_NUMBERS) {
                copy.addAll(outermost(array));
            } else {
                array.forEach(each -> copy.add(shortened(each)));
            }
            return copy;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.fields().forEachRemaining(field -> copy.set(field.getKey(), shortened(field.getValue())));
            return copy;
        }
        return node;
    }

    /**
     * The documents ask of a number that it is whole, or in a range, and of a row that no number comes twice. So the smallest,
     * the largest, one that is not whole and one that comes again stand for all, without the seconds that it takes to validate
     * each number of each embedding three times.
     */
    private static List<JsonNode> outermost(ArrayNode numbers) {
        JsonNode smallest = numbers.get(0);
        JsonNode largest = smallest;
        JsonNode broken = smallest;
        for (JsonNode number : numbers) {
            smallest = number.doubleValue() < smallest.doubleValue() ? number : smallest;
            largest = number.doubleValue() > largest.doubleValue() ? number : largest;
            broken = number.isIntegralNumber() ? broken : number;
        }
        List<JsonNode> telling = new ArrayList<>(new LinkedHashSet<>(List.of(smallest, largest, broken)));
        Set<JsonNode> before = new HashSet<>();
        StreamSupport.stream(numbers.spliterator(), false)
                .filter(number -> !before.add(number))
                .findFirst()
                .ifPresent(number -> telling.addAll(List.of(number, number)));
        return telling;
    }

    private static void harden(JsonNode node) {
        if (node instanceof ObjectNode object) {
            close(object);
            admitNull(object);
        }
        node.forEach(QdrantContract::harden);
    }

    private static void close(ObjectNode object) {
        if (object.path("type").asText().equals("object")
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.has("oneOf")
                && !object.has("anyOf")
                && !object.has("allOf")) {
            object.put("additionalProperties", false);
        }
    }

    /** {@code nullable} means nothing to a validator: alone it would let everything through. */
    private static void admitNull(ObjectNode object) {
        if (!object.path("nullable").isBoolean()) {
            return;
        }
        boolean admitted = object.remove("nullable").asBoolean();
        if (!admitted) {
            return;
        }
        if (object.isEmpty()) {
            object.put("type", "null");
        } else if (object.path("type").isTextual()) {
            String type = object.path("type").asText();
            object.putArray("type").add(type).add("null");
            if (object.path("enum") instanceof ArrayNode values) {
                values.addNull();
            }
        } else {
            ObjectNode otherwise = object.deepCopy();
            object.removeAll();
            object.putArray("anyOf").add(otherwise).addObject().put("type", "null");
        }
    }
}
