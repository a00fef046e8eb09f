package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexQuery;
import io.aiworkflow.knowledge.IndexedChunk;
import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.knowledge.VectorIndexRefused;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One collection of Qdrant. A change takes several requests, each of which may be repeated: new chunks come first, then
 * the ones before go, then the position moves. Several processes may write the same changes at once.
 */
final class QdrantVectorIndex implements VectorIndex {
    /** With 4096 dimensions this is some 20 MB of JSON, of the 32 MB that Qdrant takes. */
    private static final int POINTS_AT_ONCE = 256;

    private static final int CONDITIONS_AT_ONCE = 100;

    private final QdrantClient client;
    private final QdrantCollection collection;
    private final String path;

    QdrantVectorIndex(QdrantClient client, QdrantCollection collection) {
        this.client = client;
        this.collection = collection;
        this.path = collection.path();
    }

    @Override
    public IndexPosition position() {
        Map<String, Object> request =
                Map.of("ids", List.of(QdrantFields.POSITION), "with_payload", true, "with_vector", false);
        return found(client.find("POST", path + "/points", request))
                .map(result -> result.path(0).path("payload"))
                .filter(JsonNode::isObject)
                .map(QdrantFields::position)
                .orElse(IndexPosition.NONE);
    }

    @Override
    public void apply(IndexChange change) {
        collection.prepare(length(change.added()));
        try {
            upsert(change.added());
            removeEarlier(change);
            client.change("PUT", path + "/points?wait=true", points(List.of(QdrantFields.point(change.reached()))));
        } catch (VectorIndexUnavailable e) {
            // The collection may be gone; the next use looks for itself.
            collection.forget();
            throw e;
        }
    }

    @Override
    public void mend(List<IndexedChunk> removed, List<IndexEntry> added) {
        collection.prepare(length(added));
        try {
            for (int from = 0; from < removed.size(); from += POINTS_AT_ONCE) {
                List<Object> ids = removed.subList(from, Math.min(removed.size(), from + POINTS_AT_ONCE)).stream()
                        .map(QdrantFields::idAt)
                        .toList();
                client.change("POST", path + "/points/delete?wait=true", points(ids));
            }
            upsert(added);
        } catch (VectorIndexUnavailable e) {
            collection.forget();
            throw e;
        }
    }

    @Override
    public Set<UUID> documents() {
        Set<UUID> found = new HashSet<>();
        scroll(QdrantFilters.onePerDocument(), page -> page.forEach(chunk -> found.add(chunk.document())));
        return found;
    }

    @Override
    public long countDocuments() {
        return count(Map.of("filter", QdrantFilters.onePerDocument(), "exact", true));
    }

    @Override
    public long countChunks() {
        long points = count(Map.of("exact", true));
        return position().equals(IndexPosition.NONE) ? points : points - 1;
    }

    private long count(Map<String, Object> request) {
        return collection.isPrepared()
                ? found(client.find("POST", path + "/points/count", request))
                        .map(result -> result.path("count").asLong())
                        .orElse(0L)
                : 0;
    }

    @Override
    public void scan(Consumer<List<IndexedChunk>> reader) {
        scroll(null, reader);
    }

    @Override
    public List<IndexHit> search(IndexQuery query) {
        int length = collection.length();
        if (length <= 0 || query.filter().isEmpty()) {
            return List.of();
        }
        if (length != query.vector().length) {
            throw VectorIndexRefused.ofLength(query.vector().length, length);
        }
        JsonNode result = found(client.find("POST", path + "/points/query", QdrantRequests.search(query)))
                .orElseThrow(
                        () -> new VectorIndexUnavailable("the index went away while it was searched; ask again", null));
        List<IndexHit> hits = new ArrayList<>();
        result.path("points").forEach(point -> hits.add(hit(point, query.vector())));
        return hits;
    }

    void delete() {
        collection.delete();
    }

    private void upsert(List<IndexEntry> entries) {
        for (int from = 0; from < entries.size(); from += POINTS_AT_ONCE) {
            List<Map<String, Object>> some =
                    entries.subList(from, Math.min(entries.size(), from + POINTS_AT_ONCE)).stream()
                            .map(QdrantFields::point)
                            .toList();
            client.change("PUT", path + "/points?wait=true", points(some));
        }
    }

    private void removeEarlier(IndexChange change) {
        Map<UUID, Long> generations = new HashMap<>();
        change.added().forEach(entry -> generations.merge(entry.document(), entry.generation(), Math::max));
        Map<UUID, Long> replaced = new HashMap<>();
        List<UUID> gone = new ArrayList<>();
        for (UUID document : change.removed()) {
            if (generations.containsKey(document)) {
                // What a process that is further on has written stays.
                replaced.put(document, generations.get(document));
            } else {
                gone.add(document);
            }
            if (replaced.size() == CONDITIONS_AT_ONCE) {
                delete(QdrantFilters.before(replaced));
                replaced.clear();
            }
            if (gone.size() == CONDITIONS_AT_ONCE) {
                delete(QdrantFilters.chunksOf(gone));
                gone.clear();
            }
        }
        if (!replaced.isEmpty()) {
            delete(QdrantFilters.before(replaced));
        }
        if (!gone.isEmpty()) {
            delete(QdrantFilters.chunksOf(gone));
        }
    }

    private void delete(Map<String, Object> filter) {
        client.change("POST", path + "/points/delete?wait=true", Map.of("filter", filter));
    }

    private void scroll(Map<String, Object> filter, Consumer<List<IndexedChunk>> reader) {
        Object offset = null;
        while (collection.isPrepared()) {
            Optional<JsonNode> page =
                    found(client.find("POST", path + "/points/scroll", QdrantRequests.scroll(filter, offset)));
            page.ifPresent(result -> reader.accept(chunks(result.path("points"))));
            JsonNode next = page.map(result -> result.path("next_page_offset")).orElse(null);
            if (next == null || next.isMissingNode() || next.isNull()) {
                return;
            }
            offset = next;
        }
    }

    private static List<IndexedChunk> chunks(JsonNode points) {
        List<IndexedChunk> chunks = new ArrayList<>();
        points.forEach(point -> {
            if (!point.path("id").asText().equals(QdrantFields.POSITION)) {
                chunks.add(QdrantFields.chunk(point));
            }
        });
        return chunks;
    }

    private Optional<JsonNode> found(Optional<JsonNode> result) {
        if (result.isEmpty()) {
            collection.forget();
        }
        return result;
    }

    private static Map<String, Object> points(List<?> points) {
        return Map.of("points", points);
    }

    private static IndexHit hit(JsonNode point, float[] vector) {
        IndexedChunk chunk = QdrantFields.chunk(point);
        JsonNode found = point.at("/vector/" + QdrantFields.DENSE);
        double similarity = 0;
        for (int i = 0; i < vector.length; i++) {
            similarity += vector[i] * found.path(i).asDouble();
        }
        return new IndexHit(chunk.document(), chunk.generation(), chunk.ordinal(), similarity);
    }

    private static int length(List<IndexEntry> entries) {
        int length = entries.isEmpty() ? 0 : entries.get(0).vector().length;
        for (IndexEntry entry : entries) {
            if (entry.vector().length != length) {
                throw VectorIndexRefused.ofLength(entry.vector().length, length);
            }
        }
        return length;
    }
}
