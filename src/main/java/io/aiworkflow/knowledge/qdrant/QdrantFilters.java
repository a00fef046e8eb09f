package io.aiworkflow.knowledge.qdrant;

import io.aiworkflow.knowledge.IndexFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes conditions in Qdrant's form. */
final class QdrantFilters {
    private QdrantFilters() {}

    static Map<String, Object> passing(IndexFilter filter) {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(is(QdrantFields.COLLECTION, filter.collection()));
        if (filter.owners() != null) {
            all.add(isAny(QdrantFields.OWNER, filter.owners()));
        }
        if (!filter.documents().isEmpty()) {
            all.add(isAny(QdrantFields.DOCUMENT, ids(filter.documents())));
        }
        filter.tags().forEach(tag -> all.add(is(QdrantFields.TAGS, tag)));
        if (filter.from() != null || filter.until() != null) {
            all.add(Map.of("key", QdrantFields.TIME, "range", range(filter.from(), filter.until())));
        }
        return Map.of("must", all);
    }

    /** What passes and holds at least so many of the words. */
    static Map<String, Object> holding(int needed, WordWeights words, Map<String, Object> passing) {
        List<Map<String, Object>> any = Arrays.stream(words.indices())
                .mapToObj(word -> is(QdrantFields.HELD, word))
                .toList();
        Map<String, Object> filter = new LinkedHashMap<>(passing);
        filter.put("min_should", Map.of("conditions", any, "min_count", Math.min(needed, any.size())));
        return filter;
    }

    /** All chunks of these documents. */
    static Map<String, Object> chunksOf(Collection<UUID> documents) {
        return Map.of("must", List.of(isAny(QdrantFields.DOCUMENT, ids(documents))));
    }

    /** The chunks that documents had before the generations that they have now. */
    static Map<String, Object> before(Map<UUID, Long> generations) {
        List<Map<String, Object>> any = new ArrayList<>();
        generations.forEach((document, generation) -> any.add(Map.of(
                "must",
                List.of(
                        is(QdrantFields.DOCUMENT, document.toString()),
                        Map.of("key", QdrantFields.GENERATION, "range", Map.of("lt", generation))))));
        return Map.of("should", any);
    }

    static Map<String, Object> onePerDocument() {
        return Map.of("must", List.of(is(QdrantFields.FIRST, true)));
    }

    private static Map<String, Object> is(String field, Object value) {
        return Map.of("key", field, "match", Map.of("value", value));
    }

    private static Map<String, Object> isAny(String field, Collection<String> values) {
        return Map.of("key", field, "match", Map.of("any", values));
    }

    private static List<String> ids(Collection<UUID> documents) {
        return documents.stream().map(UUID::toString).toList();
    }

    private static Map<String, Object> range(Instant from, Instant until) {
        Map<String, Object> range = new LinkedHashMap<>();
        if (from != null) {
            range.put("gte", from.toString());
        }
        if (until != null) {
            range.put("lt", until.toString());
        }
        return range;
    }
}
