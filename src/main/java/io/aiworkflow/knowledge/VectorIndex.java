package io.aiworkflow.knowledge;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the chunks whose embeddings are closest to a question's. It is a copy that follows the database, and knows how
 * far it has followed; it holds no text. Every adapter passes {@code VectorIndexContract}.
 */
public interface VectorIndex {
    /** How far this index has followed the database; {@link IndexPosition#NONE} when it is new. */
    IndexPosition position();

    /**
     * Applies a change as a whole, durably, and visibly to the next search.
     *
     * @throws VectorIndexUnavailable when it was not applied; it may be tried again
     */
    void apply(IndexChange change);

    /** The documents that have chunks here. */
    Set<UUID> documents();

    long countDocuments();

    /**
     * The closest chunks, best first.
     *
     * @param vector of length 1
     * @param collection where to look
     * @param limit how many at most
     */
    List<IndexHit> search(float[] vector, String collection, int limit);
}
