package io.aiworkflow.knowledge;

import java.util.UUID;

/**
 * A chunk that was found.
 *
 * @param score the cosine similarity, from -1 to 1
 */
public record IndexHit(UUID document, long generation, int ordinal, double score) {}
