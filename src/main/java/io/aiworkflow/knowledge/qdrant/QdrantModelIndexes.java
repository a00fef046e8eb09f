package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.EmbeddingSpace;
import io.aiworkflow.knowledge.ModelIndexes;
import io.aiworkflow.knowledge.VectorIndexes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An alias with its numbered collections for each model; that of the model in the engine is called as configured. */
final class QdrantModelIndexes implements ModelIndexes {
    private final QdrantClient client;
    private final String name;
    private final String snapshots;
    private final Pattern numbered;
    private final Map<String, QdrantVectorIndexes> known = new ConcurrentHashMap<>();

    /** @param snapshots the folder in which Qdrant keeps its snapshots, as it sees it itself */
    QdrantModelIndexes(QdrantClient client, String name, String snapshots) {
        this.client = client;
        this.name = name;
        this.snapshots = snapshots;
        this.numbered = Pattern.compile(Pattern.quote(name) + "_(.+)-[1-9][0-9]{0,8}");
    }

    @Override
    public QdrantVectorIndexes of(EmbeddingSpace space) {
        return space.isOwn() ? own() : at(name + "_" + space.label());
    }

    /** Another engine may keep its collections beside these, under a name that begins like this one. */
    @Override
    public Map<String, VectorIndexes> others() {
        Map<String, VectorIndexes> others = new HashMap<>();
        for (JsonNode each : client.call("GET", "/collections", null).path("collections")) {
            Matcher collection = numbered.matcher(each.path("name").asText());
            if (collection.matches() && EmbeddingSpace.isLabel(collection.group(1))) {
                others.put(collection.group(1), at(name + "_" + collection.group(1)));
            }
        }
        return others;
    }

    QdrantVectorIndexes own() {
        return at(name);
    }

    private QdrantVectorIndexes at(String alias) {
        return known.computeIfAbsent(alias, each -> new QdrantVectorIndexes(client, each, snapshots));
    }
}
