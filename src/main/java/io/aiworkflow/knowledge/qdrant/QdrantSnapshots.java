package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.VectorIndexRefused;
import io.aiworkflow.platform.OfferedToRoutes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Qdrant's own copies of the collection that is searched, for maintenance routes as the bean {@code qdrantSnapshots}. They
 * save time, not data: a restored one is brought up to date from the database, and everything could be built from there.
 */
@OfferedToRoutes
public class QdrantSnapshots {
    private final QdrantClient client;
    private final QdrantVectorIndexes indexes;
    private final String directory;

    QdrantSnapshots(QdrantClient client, QdrantVectorIndexes indexes, String directory) {
        this.client = client;
        this.indexes = indexes;
        this.directory = directory;
    }

    /** Takes a snapshot and returns when it is complete. */
    public Map<String, Object> take() {
        return values(client.call("POST", path(indexes.activeName()) + "?wait=true", null));
    }

    /** The snapshots of the collection that is searched, oldest first. */
    public List<Map<String, Object>> list() {
        List<Map<String, Object>> all = new ArrayList<>();
        client.call("GET", path(indexes.activeName()), null).forEach(snapshot -> all.add(values(snapshot)));
        all.sort(Comparator.comparing(snapshot -> String.valueOf(snapshot.get("taken"))));
        return all;
    }

    /** Deletes all but the newest ones; returns how many went. */
    public int keep(int newest) {
        String collection = indexes.activeName();
        List<Map<String, Object>> all = list();
        List<Map<String, Object>> old = all.subList(0, Math.max(0, all.size() - newest));
        old.forEach(
                snapshot -> client.call("DELETE", path(collection) + "/" + snapshot.get("name") + "?wait=true", null));
        return old.size();
    }

    /**
     * Makes the index in the making from a snapshot. The next rebuild goes on from there and moves the searches over, so
     * that a snapshot of any age leads to an index of today.
     *
     * @param name one of those that are listed
     */
    public void restore(String name) {
        String collection = indexes.activeName();
        Map<String, Object> snapshot = list().stream()
                .filter(each -> each.get("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new VectorIndexRefused(
                        "the collection %s has no snapshot '%s'".formatted(collection, name), null));
        Map<String, Object> request = new LinkedHashMap<>();
        // Only files that Qdrant has made itself: it would fetch any URL.
        request.put("location", "file://" + directory + "/" + collection + "/" + name);
        request.put("priority", "snapshot");
        if (snapshot.get("checksum") != null) {
            request.put("checksum", snapshot.get("checksum"));
        }
        indexes.discard();
        client.call("PUT", path(indexes.buildingName()) + "/recover?wait=true", request);
    }

    private static String path(String collection) {
        return "/collections/" + collection + "/snapshots";
    }

    private static Map<String, Object> values(JsonNode snapshot) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", snapshot.path("name").asText());
        values.put("taken", snapshot.path("creation_time").asText());
        values.put("bytes", snapshot.path("size").asLong());
        values.put("checksum", snapshot.path("checksum").asText(null));
        return values;
    }
}
