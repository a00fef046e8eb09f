package io.aiworkflow.knowledge;

import java.util.UUID;

/**
 * A chunk as an index holds it.
 *
 * @param generation the change that gave the document its present chunks
 * @param vector the embedding, of length 1
 */
public record IndexEntry(UUID document, long generation, int ordinal, String collection, float[] vector) {}
