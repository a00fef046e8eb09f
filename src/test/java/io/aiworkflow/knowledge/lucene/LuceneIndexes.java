package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.platform.DataProperties;
import java.nio.file.Path;

/** Lucene indexes for tests of other packages. */
public final class LuceneIndexes {
    private LuceneIndexes() {}

    public static VectorIndex in(Path data) {
        return new LuceneVectorIndex(new DataProperties(data));
    }

    public static void close(VectorIndex index) {
        ((LuceneVectorIndex) index).close();
    }
}
