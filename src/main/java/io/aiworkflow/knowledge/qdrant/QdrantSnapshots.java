package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.IndexSnapshot;
import io.aiworkflow.knowledge.IndexSnapshots;
import io.aiworkflow.knowledge.VectorIndexRefused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Qdrant's own copies of a collection, which lie where it keeps them. */
final class QdrantSnapshots implements IndexSnapshots {
    private final QdrantClient client;
    private final QdrantVectorIndexes indexes;
    private final String directory;

    /** @param directory where Qdrant keeps its snapshots, as it sees them itself */
    QdrantSnapshots(QdrantClient client, QdrantVectorIndexes indexes, String directory) {
        this.client = client;
        this.indexes = indexes;
        this.directory = directory;
    }

    @Override
    public IndexSnapshot take() {
        return described(client.callPatiently("POST", path(indexes.activeName()) + "?wait=true", null));
    }

    @Override
    public List<IndexSnapshot> list() {
        return all().stream().map(QdrantSnapshots::described).toList();
    }

    @Override
    public int keep(int newest) {
        String collection = indexes.activeName();
        List<IndexSnapshot> all = list();
        List<IndexSnapshot> old = all.subList(0, Math.max(0, all.size() - newest));
        old.forEach(snapshot ->
                client.callPatiently("DELETE", path(collection) + "/" + snapshot.name() + "?wait=true", null));
        return old.size();
    }

    @Override
    public void restore(String name) {
        String collection = indexes.activeName();
        JsonNode snapshot = all().stream()
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new VectorIndexRefused(
                        "the collection %s has no snapshot '%s'".formatted(collection, name), null));
        Map<String, Object> request = new LinkedHashMap<>();
        // Only files that Qdrant has made itself: it would fetch any URL.
        request.put("location", "file://" + directory + "/" + collection + "/" + name);
        request.put("priority", "snapshot");
        if (snapshot.hasNonNull("checksum")) {
            request.put("checksum", snapshot.path("checksum").asText());
        }
        indexes.discard();
        client.callPatiently("PUT", path(indexes.buildingName()) + "/recover?wait=true", request);
    }

    private List<JsonNode> all() {
        List<JsonNode> all = new ArrayList<>();
        client.call("GET", path(indexes.activeName()), null).forEach(all::add);
        all.sort(Comparator.comparing(snapshot -> snapshot.path("creation_time").asText()));
        return all;
    }

    private static IndexSnapshot described(JsonNode snapshot) {
        return new IndexSnapshot(
                snapshot.path("name").asText(),
                snapshot.path("creation_time").asText(),
                snapshot.path("size").asLong());
    }

    private static String path(String collection) {
        return "/collections/" + collection + "/snapshots";
    }
}
