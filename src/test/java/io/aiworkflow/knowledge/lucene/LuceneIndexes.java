package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.VectorIndexes;
import io.aiworkflow.platform.DataProperties;
import java.nio.file.Path;

/** Lucene indexes for tests of other packages. */
public final class LuceneIndexes {
    private LuceneIndexes() {}

    public static VectorIndexes in(Path data) {
        return new LuceneVectorIndexes(new DataProperties(data));
    }

    public static void close(VectorIndexes indexes) {
        ((LuceneVectorIndexes) indexes).close();
    }
}
