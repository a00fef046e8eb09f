package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Makes requests for the operations of an OpenAPI document: right, nearly right and wrong ones. */
final class RandomRequests {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 4;

    /** Values that have broken something somewhere. */
    private static final List<String> ODD = List.of(
            "",
            " ",
            "0",
            "-1",
            "1e999",
            "99999999999999999999",
            "null",
            "true",
            "NaN",
            "\u0000",
            "\t",
            "\uFEFF",
            "ä€😀",
            "\uD83D",
            "%",
            "%25",
            "'; drop table run --",
            "\" or 1=1",
            "${jndi:ldap://127.0.0.1/x}",
            "{{env:HOME}}",
            "${env:HOME}",
            "<script>alert(1)</script>",
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "*",
            "x".repeat(300),
            "9".repeat(400),
            "2026-02-30T25:61:00Z",
            "00000000-0000-0000-0000-000000000000",
            "01a20ba0-15f3-7726-b2ae-3b65d2d9b254",
            "failed",
            "FAILED",
            "no-op",
            "[]",
            "{}");

    private final List<Operation> operations = new ArrayList<>();
    private final JsonNode document;
    private final String run;
    private final Random random;

    /** @param run the id of a run that has ended */
    RandomRequests(JsonNode document, String run, long seed) {
        this.document = document;
        this.run = run;
        this.random = new Random(seed);
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.add(
                                new Operation(operation.getKey().toUpperCase(), path.getKey(), operation.getValue()))));
    }

    private record Operation(String method, String path, JsonNode description) {}

    /** A request with everything that is sent. */
    record Sent(String method, String path, Map<String, String> headers, byte[] body) {
        @Override
        public String toString() {
            String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
            return "%s %s %s %s".formatted(method, path, headers, text.length() > 500 ? text.substring(0, 500) : text);
        }
    }

    List<Sent> make(int count) {
        List<Sent> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(make(operations.get(i % operations.size())));
        }
        return requests;
    }

    private Sent make(Operation operation) {
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonNode written : operation.description().path("parameters")) {
            JsonNode parameter = resolved(written);
            String name = parameter.get("name").asText();
            switch (parameter.get("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(value(parameter, 2)));
                case "query" -> addQuery(query, name, parameter);
                case "header" -> addHeader(headers, name);
                default -> throw new IllegalStateException("a parameter in " + parameter);
            }
        }
        if (chance(10)) {
            addQuery(query, ODD.get(random.nextInt(ODD.size())), JSON.objectNode());
        }
        byte[] body = body(operation, headers);
        return new Sent(method(operation), path + query, headers, body);
    }

    private String method(Operation operation) {
        return chance(30) && !operation.description().has("requestBody")
                ? List.of("HEAD", "OPTIONS", "DELETE").get(random.nextInt(3))
                : operation.method();
    }

    private void addQuery(StringBuilder query, String name, JsonNode parameter) {
        for (int times = random.nextInt(3); times > 0; times--) {
            query.append(query.isEmpty() ? '?' : '&').append(encoded(name));
            if (!chance(20)) {
                query.append('=').append(encoded(value(parameter, 2)));
            }
        }
    }

    /** Whole waits would make the answer that of the workflow, which may fail for its own reasons. */
    private void addHeader(Map<String, String> headers, String name) {
        String odd = ODD.get(random.nextInt(ODD.size())).replaceAll("[^\\x20-\\x7e]", "?");
        if (chance(2)) {
            headers.put(name, name.equals("Prefer") ? "wait=x" + odd : odd);
        }
    }

    private byte[] body(Operation operation, Map<String, String> headers) {
        if (!operation.description().has("requestBody")) {
            return operation.method().equals("POST") && chance(2) ? new byte[0] : null;
        }
        JsonNode schema = operation.description().at("/requestBody/content/application~1json/schema");
        String json = random.nextInt(4) == 0
                ? anything(0).toString()
                : like(schema, 0).toString();
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        if (chance(6)) {
            damage(body);
        }
        if (!chance(15)) {
            headers.put("Content-Type", chance(25) ? "text/plain" : "application/json");
        }
        return chance(25) ? null : body;
    }

    private void damage(byte[] body) {
        for (int i = random.nextInt(3); i >= 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
    }

    /** A value that fits its schema, except for once in a while. */
    private JsonNode like(JsonNode written, int depth) {
        JsonNode schema = resolved(written);
        if (chance(12) || schema.isMissingNode() || schema.isEmpty()) {
            return anything(depth);
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        return switch (schema.path("type").asText("object")) {
            case "string" -> JSON.textNode(text(schema));
            case "integer", "number" ->
                JSON.numberNode(random.nextInt(schema.path("maximum").asInt(100) + 2) - 1);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "array" -> {
                var array = JSON.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(like(schema.path("items"), depth + 1));
                }
                yield array;
            }
            default -> object(schema, depth);
        };
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        schema.path("properties").properties().forEach(property -> {
            if (depth < DEEPEST && !chance(4)) {
                object.set(property.getKey(), like(property.getValue(), depth + 1));
            }
        });
        if (chance(12)) {
            object.set(ODD.get(random.nextInt(ODD.size())), anything(depth + 1));
        }
        return object;
    }

    private String text(JsonNode schema) {
        if (schema.path("format").asText().equals("uuid")) {
            return random.nextBoolean() ? run : new UUID(random.nextLong(), random.nextLong()).toString();
        }
        return chance(3) ? ODD.get(random.nextInt(ODD.size())) : "some text " + random.nextInt(100);
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 8 : 5)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.numberNode(random.nextDouble() * 1e300);
            case 4 -> JSON.textNode(ODD.get(random.nextInt(ODD.size())));
            case 5 -> JSON.arrayNode().add(anything(depth + 1)).add(anything(depth + 1));
            default -> JSON.objectNode().set(ODD.get(random.nextInt(ODD.size())), anything(depth + 1));
        };
    }

    /** @param oddOneIn how often it is something else than what is asked for */
    private String value(JsonNode parameter, int oddOneIn) {
        if (chance(oddOneIn)) {
            return ODD.get(random.nextInt(ODD.size()));
        }
        JsonNode value = like(parameter.path("schema"), 0);
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private JsonNode resolved(JsonNode written) {
        String reference = written.path("$ref").asText();
        return reference.startsWith("#") ? document.at(reference.substring(1)) : written;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
