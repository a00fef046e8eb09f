package io.aiworkflow.knowledge;

import java.util.UUID;

/** A version of a document that is being indexed, without its text. */
record Draft(
        UUID document,
        int version,
        String collection,
        String name,
        String title,
        String mediaType,
        ChunkSettings settings) {
    String embeddedText(String heading, String passage) {
        return EmbeddedText.of(title, heading, passage);
    }

    Draft withModel(String model) {
        ChunkSettings changed = new ChunkSettings(settings.chunkTokens(), settings.overlapTokens(), model);
        return new Draft(document, version, collection, name, title, mediaType, changed);
    }
}
