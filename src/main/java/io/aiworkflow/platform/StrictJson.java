package io.aiworkflow.platform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * JSON as the engine reads and writes it: no duplicate keys, nothing behind the document, at most 64 levels, decimal
 * numbers exact, text that is valid Unicode. It refuses what PostgreSQL or a later reader would choke on.
 */
public final class StrictJson {
    /** Deepest nesting of arrays and objects. */
    public static final int MAX_DEPTH = 64;

    private static final int MAX_EXPONENT = 400;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(400)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonMapper STORED = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(100_000)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final ObjectWriter CANONICAL = MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private StrictJson() {}

    /** Parses UTF-8 bytes. */
    public static JsonNode parse(byte[] utf8) throws JsonProcessingException {
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new UnreadableJson("the text is not valid UTF-8");
        }
    }

    /** Parses a document; an empty text is an error. */
    public static JsonNode parse(String text) throws JsonProcessingException {
        JsonNode node = MAPPER.readTree(text);
        if (node == null || node.isMissingNode()) {
            throw new UnreadableJson("the document is empty");
        }
        check(node);
        return node;
    }

    /** Parses what the engine has written itself, which may be nested somewhat deeper than what it accepts. */
    public static JsonNode parseStored(String text) throws JsonProcessingException {
        return STORED.readTree(text);
    }

    /** Plain Java values: Map, List, String, Boolean, Integer, Long, BigInteger, BigDecimal or null. */
    public static Object toJava(JsonNode node) {
        try {
            return MAPPER.treeToValue(node, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree has no plain values", e);
        }
    }

    /** Plain Java values, or anything else that Jackson can write, as a tree. */
    public static JsonNode toTree(Object value) {
        return MAPPER.valueToTree(value);
    }

    public static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }

    /** SHA-256 of the document, the same for any order of fields and any white space, in hexadecimal. */
    public static String hash(JsonNode node) {
        try {
            byte[] canonical = CANONICAL.writeValueAsBytes(toJava(node));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JSON tree could not be hashed", e);
        }
    }

    /** What is wrong and where, in one line, without any of the document's text beyond a word. */
    public static String reason(IOException e) {
        if (!(e instanceof JsonProcessingException json)) {
            return "it cannot be read";
        }
        String message = json.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
        if (e instanceof JsonMappingException mapping && !(e instanceof MismatchedInputException)) {
            message = mapping.getOriginalMessage();
        }
        JsonLocation at = json.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
        return shorten(message.replace("com.fasterxml.jackson.", "")) + where;
    }

    private static String shorten(String message) {
        return message.length() <= 200 ? message : message.substring(0, 200) + "…";
    }

    private static void check(JsonNode node) throws UnreadableJson {
        if (node.isTextual()) {
            checkText(node.textValue());
        } else if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > MAX_EXPONENT) {
            throw new UnreadableJson("a number's exponent is beyond ±" + MAX_EXPONENT);
        } else if (node.isObject()) {
            for (var property : node.properties()) {
                checkText(property.getKey());
                check(property.getValue());
            }
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                check(element);
            }
        }
    }

    private static void checkText(String text) throws UnreadableJson {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new UnreadableJson("a text holds half of a surrogate pair, which is not valid Unicode");
            }
        }
    }

    private static final class UnreadableJson extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        UnreadableJson(String message) {
            super(message);
        }
    }
}
