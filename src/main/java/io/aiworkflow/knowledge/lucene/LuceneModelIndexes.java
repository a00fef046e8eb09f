package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.EmbeddingSpace;
import io.aiworkflow.knowledge.ModelIndexes;
import io.aiworkflow.knowledge.VectorIndexes;
import io.aiworkflow.platform.DataProperties;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The folder {@code index} for the model in this process, and in it one folder for each other model. */
final class LuceneModelIndexes implements ModelIndexes {
    private final Path root;
    private final Map<Path, LuceneVectorIndexes> opened = new ConcurrentHashMap<>();

    LuceneModelIndexes(DataProperties properties) {
        this.root = properties.directory().resolve("index");
    }

    @Override
    public VectorIndexes of(EmbeddingSpace space) {
        Path place = space.isOwn() ? root : root.resolve("models").resolve(space.label());
        return opened.computeIfAbsent(place, LuceneVectorIndexes::new);
    }

    /** The files stay; the next use opens them again. */
    void close() {
        opened.values().forEach(LuceneVectorIndexes::close);
    }
}
