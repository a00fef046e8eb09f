package io.aiworkflow.knowledge.qdrant;

import io.aiworkflow.knowledge.ModelIndexes;
import java.time.Duration;

/** Indexes in Qdrant for tests of other packages. */
public final class QdrantIndexes {
    private QdrantIndexes() {}

    public static ModelIndexes at(String url, String alias) {
        return new QdrantModelIndexes(
                new QdrantClient(properties(url, "", "", Duration.ofSeconds(20))), alias, "/qdrant/snapshots");
    }

    public static ModelIndexes at(String url, String apiKey, String alias) {
        return new QdrantModelIndexes(
                new QdrantClient(properties(url, apiKey, "", Duration.ofSeconds(60))), alias, "/qdrant/snapshots");
    }

    static QdrantProperties properties(String url, String apiKey, String certificate, Duration timeout) {
        return new QdrantProperties(
                url, apiKey, certificate, "aiworkflow", "/qdrant/snapshots", Duration.ofSeconds(5), timeout);
    }
}
