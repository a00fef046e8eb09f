package io.aiworkflow.knowledge;

/** The indexes of each embedding model. Those of one model know nothing of those of another. */
public interface ModelIndexes {
    /** The indexes for embeddings of this model and length, which may be empty yet. Nothing is made by asking. */
    VectorIndexes of(EmbeddingSpace space);
}
