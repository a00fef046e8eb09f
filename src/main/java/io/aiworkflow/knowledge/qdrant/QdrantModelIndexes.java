package io.aiworkflow.knowledge.qdrant;

import io.aiworkflow.knowledge.EmbeddingSpace;
import io.aiworkflow.knowledge.ModelIndexes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An alias with its numbered collections for each model; that of the model in the engine is called as configured. */
final class QdrantModelIndexes implements ModelIndexes {
    private final QdrantClient client;
    private final String name;
    private final String snapshots;
    private final Map<String, QdrantVectorIndexes> known = new ConcurrentHashMap<>();

    /** @param snapshots the folder in which Qdrant keeps its snapshots, as it sees it itself */
    QdrantModelIndexes(QdrantClient client, String name, String snapshots) {
        this.client = client;
        this.name = name;
        this.snapshots = snapshots;
    }

    @Override
    public QdrantVectorIndexes of(EmbeddingSpace space) {
        return space.isOwn() ? own() : at(name + "_" + space.label());
    }

    QdrantVectorIndexes own() {
        return at(name);
    }

    private QdrantVectorIndexes at(String alias) {
        return known.computeIfAbsent(alias, each -> new QdrantVectorIndexes(client, each, snapshots));
    }
}
