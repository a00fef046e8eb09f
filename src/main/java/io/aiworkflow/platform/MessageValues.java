package io.aiworkflow.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * The values that may travel in a durable message: null, text, booleans, numbers, lists and maps of them. Anything else
 * has no JSON form that would give the same value back, and is refused by name.
 */
public final class MessageValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MessageValues() {}

    /**
     * The value as JSON.
     *
     * @throws NotStorable when a value of another kind is found, naming its place and class
     */
    public static JsonNode toJson(Object value) {
        return toJson(value, "", 0);
    }

    /**
     * Measures JSON text without a copy of it.
     *
     * @return its size in bytes
     * @throws NotStorable when it has more bytes than this
     */
    public static long requireSize(String json, long maxBytes) {
        long bytes = json.chars()
                // Each half of a surrogate pair stands for two of its four bytes.
                .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3)
                .sum();
        if (bytes > maxBytes) {
            throw new NotStorable("", "has %d bytes as JSON, more than the %d allowed".formatted(bytes, maxBytes));
        }
        return bytes;
    }

    private static JsonNode toJson(Object value, String path, int depth) {
        if (depth > StrictJson.MAX_DEPTH) {
            throw new NotStorable(path, "is nested deeper than " + StrictJson.MAX_DEPTH + " levels");
        }
        if (value == null) {
            return NODES.nullNode();
        } else if (value instanceof JsonNode node) {
            return node;
        } else if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
            return NODES.textNode(value.toString());
        } else if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        } else if (value instanceof Number number) {
            return number(number, path);
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach(
                    (key, element) -> object.set(String.valueOf(key), toJson(element, path + "/" + key, depth + 1)));
            return object;
        } else if (value instanceof Collection<?> collection) {
            ArrayNode array = NODES.arrayNode();
            collection.forEach(element -> array.add(toJson(element, path + "/" + array.size(), depth + 1)));
            return array;
        } else if (value instanceof Object[] array) {
            return toJson(Arrays.asList(array), path, depth);
        }
        throw notPlain(path, value);
    }

    private static JsonNode number(Number number, String path) {
        if (number instanceof Double d && !Double.isFinite(d) || number instanceof Float f && !Float.isFinite(f)) {
            throw new NotStorable(path, "is not a finite number");
        }
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return NODES.numberNode(number.intValue());
        } else if (number instanceof Long) {
            return NODES.numberNode(number.longValue());
        } else if (number instanceof Double) {
            return NODES.numberNode(number.doubleValue());
        } else if (number instanceof BigInteger || number instanceof BigDecimal || number instanceof Float) {
            return StrictJson.toTree(number);
        }
        throw notPlain(path, number);
    }

    private static NotStorable notPlain(String path, Object value) {
        return new NotStorable(
                path,
                "is a %s; only null, text, booleans, numbers, lists and maps can be stored"
                        .formatted(value.getClass().getName()));
    }

    /** A value that has no JSON form which would give the same value back. */
    public static final class NotStorable extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        NotStorable(String path, String why) {
            super("the value%s %s".formatted(path.isEmpty() ? "" : " at " + path, why));
        }
    }
}
