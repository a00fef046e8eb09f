package io.aiworkflow.knowledge;

import java.util.UUID;

/** What is known of a stored document without reading its text. */
record StoredDocument(
        UUID id, String collection, String name, String title, String contentHash, String embeddingModel, int chunks) {}
