package io.aiworkflow.knowledge;

import java.util.UUID;

/**
 * A chunk as an index takes it in.
 *
 * @param generation the change that gave the document its present chunks
 * @param hash of what was embedded, by which a comparison tells whether the index holds the same
 * @param text what the words are taken from: the passage with its title and headings
 * @param vector the embedding, of length 1
 */
public record IndexEntry(
        UUID document, long generation, int ordinal, String hash, IndexLabels labels, String text, float[] vector) {
    /** Raised with each version that makes something else of an entry, so that older indexes are built anew. */
    static final int FORMAT = 1;
}
