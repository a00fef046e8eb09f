package io.aiworkflow.knowledge;

import java.util.Map;

/** The indexes of each embedding model. Those of one model know nothing of those of another. */
public interface ModelIndexes {
    /** The indexes for embeddings of this model and length, which may be empty yet. Nothing is made by asking. */
    VectorIndexes of(EmbeddingSpace space);

    /**
     * What is stored for other models than the one in this process, by {@link EmbeddingSpace#label}. It is looked up where it
     * is kept, so it tells also of what nobody knows any more.
     */
    Map<String, VectorIndexes> others();
}
