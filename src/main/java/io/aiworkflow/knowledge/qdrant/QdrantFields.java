package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexLabels;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexedChunk;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How chunks and the position are laid down as points. The texts themselves are not. */
final class QdrantFields {
    static final String DENSE = "dense";
    static final String WORDS = "words";
    static final String DOCUMENT = "document";
    static final String GENERATION = "generation";
    static final String ORDINAL = "ordinal";
    static final String HASH = "hash";
    static final String COLLECTION = "collection";
    static final String OWNER = "owner";
    static final String TAGS = "tags";
    static final String TIME = "time";
    /** Each document has a chunk of ordinal 0, so these stand for the documents. */
    static final String FIRST = "first";

    /** The words of a chunk as the numbers that they have in its sparse vector, to tell how many of a question it holds. */
    static final String HELD = "held";

    static final List<String> IDENTITY = List.of(DOCUMENT, GENERATION, ORDINAL);

    /** What a comparison with the database needs. */
    static final List<String> COMPARED = List.of(DOCUMENT, GENERATION, ORDINAL, HASH, COLLECTION, OWNER, TAGS, TIME);

    /** What is filtered by has an index: strict mode refuses filters on anything else. */
    static final Map<String, Object> INDEXED = Map.of(
            DOCUMENT, "keyword",
            GENERATION, "integer",
            COLLECTION, "keyword",
            OWNER, Map.of("type", "keyword", "is_tenant", true),
            TAGS, "keyword",
            TIME, "datetime",
            HELD, Map.of("type", "integer", "lookup", true, "range", false),
            FIRST, "bool");

    /** The point that holds no chunk but how far the collection has followed the database. */
    static final String POSITION = new UUID(0, 1).toString();

    private static final String BASE = "base";

    private QdrantFields() {}

    static Map<String, Object> point(IndexEntry entry) {
        IndexLabels labels = entry.labels();
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put(DOCUMENT, entry.document().toString());
        payload.put(GENERATION, entry.generation());
        payload.put(ORDINAL, entry.ordinal());
        payload.put(HASH, entry.hash());
        payload.put(COLLECTION, labels.collection());
        payload.put(FIRST, entry.ordinal() == 0);
        payload.put(TAGS, labels.tags());
        if (labels.owner() != null) {
            payload.put(OWNER, labels.owner());
        }
        if (labels.time() != null) {
            payload.put(TIME, labels.time().toString());
        }
        WordWeights words = WordWeights.ofChunk(entry.text());
        payload.put(HELD, words.indices());
        Map<String, Object> vectors = Map.of(DENSE, entry.vector(), WORDS, words);
        return Map.of("id", id(entry), "vector", vectors, "payload", payload);
    }

    static Map<String, Object> point(IndexPosition position) {
        Map<String, Object> payload = Map.of(BASE, position.base(), GENERATION, position.generation());
        return Map.of("id", POSITION, "vector", Map.of(), "payload", payload);
    }

    static IndexPosition position(JsonNode payload) {
        return new IndexPosition(
                payload.path(BASE).asText(), payload.path(GENERATION).asLong());
    }

    /** @param point with its id and payload, be it the engine's or somebody else's */
    static IndexedChunk chunk(JsonNode point) {
        JsonNode payload = point.path("payload");
        return new IndexedChunk(
                document(payload.path(DOCUMENT).asText()),
                payload.path(GENERATION).asLong(),
                payload.path(ORDINAL).asInt(),
                payload.path(HASH).asText(),
                labels(payload),
                point.path("id").asText());
    }

    /** Null when they are not such as the engine writes. */
    private static IndexLabels labels(JsonNode payload) {
        if (!payload.path(COLLECTION).isTextual()) {
            return null;
        }
        Set<String> tags = new HashSet<>();
        payload.path(TAGS).forEach(tag -> tags.add(tag.asText()));
        try {
            return new IndexLabels(
                    payload.path(COLLECTION).asText(),
                    payload.path(OWNER).asText(null),
                    tags,
                    payload.has(TIME) ? Instant.parse(payload.path(TIME).asText()) : null);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Numbers stay numbers: Qdrant knows such ids too, and others than the engine may have written them. */
    static Object idAt(IndexedChunk chunk) {
        boolean number = chunk.place().chars().allMatch(Character::isDigit);
        return number ? Long.parseUnsignedLong(chunk.place()) : chunk.place();
    }

    private static UUID document(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return IndexedChunk.NOBODY;
        }
    }

    /** The same chunk gets the same id whoever writes it, so that writing it twice leaves one point. */
    private static String id(IndexEntry entry) {
        String name = entry.document() + "/" + entry.generation() + "/" + entry.ordinal();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII)).toString();
    }
}
