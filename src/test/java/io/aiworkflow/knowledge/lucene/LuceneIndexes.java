package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.ModelIndexes;
import io.aiworkflow.platform.DataProperties;
import java.nio.file.Path;

/** Lucene indexes for tests of other packages. */
public final class LuceneIndexes {
    private LuceneIndexes() {}

    public static ModelIndexes in(Path data) {
        return new LuceneModelIndexes(new DataProperties(data));
    }

    public static void close(ModelIndexes indexes) {
        ((LuceneModelIndexes) indexes).close();
    }
}
