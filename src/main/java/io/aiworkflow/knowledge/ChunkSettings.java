package io.aiworkflow.knowledge;

/** What decides which chunks and embeddings become of a text. Its text form is stored, so it never changes. */
record ChunkSettings(int chunkTokens, int overlapTokens, String model) {
    static ChunkSettings of(DocumentCollection collection, Embedder embedder) {
        return new ChunkSettings(collection.chunkTokens(), collection.overlapTokens(), embedder.model());
    }

    @Override
    public String toString() {
        return chunkTokens + "/" + overlapTokens + "/" + model;
    }
}
