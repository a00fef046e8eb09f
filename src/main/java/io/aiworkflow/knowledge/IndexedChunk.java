package io.aiworkflow.knowledge;

import java.util.UUID;

/**
 * A chunk as an index names it, without what is in it.
 *
 * @param document whose it is; the id of nobody, all zeros, when the index does not say
 * @param hash as {@link IndexEntry#hash}; empty when it was taken in before there were hashes
 * @param labels what the index really chooses it by; null when they cannot be read or were not kept readable yet
 * @param place how the index itself finds it again, which is nobody else's business
 */
public record IndexedChunk(UUID document, long generation, int ordinal, String hash, IndexLabels labels, String place) {
    public static final UUID NOBODY = new UUID(0, 0);
}
