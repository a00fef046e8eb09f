package io.aiworkflow.knowledge;

import java.util.UUID;

/**
 * A chunk as an index takes it in.
 *
 * @param generation the change that gave the document its present chunks
 * @param text what the words are taken from: the passage with its title and headings
 * @param vector the embedding, of length 1
 */
public record IndexEntry(UUID document, long generation, int ordinal, IndexLabels labels, String text, float[] vector) {
    /** Raised with each version that makes something else of an entry, so that older indexes are built anew. */
    static final int FORMAT = 1;
}
