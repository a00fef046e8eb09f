package io.aiworkflow.knowledge;

/** What a search goes by. */
public enum SearchMode {
    /** The closeness of embeddings: finds the same thing said in other words. */
    DENSE,
    /** BM25 over the words: finds names and numbers that an embedding blurs. */
    WORDS,
    /** Both rankings as one. */
    HYBRID
}
