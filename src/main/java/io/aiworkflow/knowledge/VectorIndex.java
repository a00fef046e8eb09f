package io.aiworkflow.knowledge;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Finds the chunks that are closest to a question, by meaning and by words. It is a copy that follows the database, and
 * knows how far it has followed; it gives no text back. Every adapter passes {@code VectorIndexContract}.
 */
public interface VectorIndex {
    /** How far this index has followed the database; {@link IndexPosition#NONE} when it is new. */
    IndexPosition position();

    /**
     * Applies a change durably, and visibly to the next search. The new position is stored last, so a change that was
     * cut off is applied again; that does no harm.
     *
     * @throws VectorIndexUnavailable when it was not applied; it may be tried again
     * @throws VectorIndexRefused when it never can be
     */
    void apply(IndexChange change);

    /**
     * Puts single chunks right, durably, and visibly to the next search: takes some out, then puts others in. The position
     * stays as it is. What is cut off in between is found again by the next comparison.
     *
     * @param removed as {@link #scan} gave them
     * @throws VectorIndexUnavailable when it was not all done; it may be tried again
     */
    void mend(List<IndexedChunk> removed, List<IndexEntry> added);

    /** The documents that have chunks here. */
    Set<UUID> documents();

    long countDocuments();

    long countChunks();

    /** Goes through all chunks page by page, in no particular order. What the reader throws ends it. */
    void scan(Consumer<List<IndexedChunk>> reader);

    /**
     * The closest chunks, best first.
     *
     * @throws VectorIndexRefused when the vector is not of the length of those in the index
     */
    List<IndexHit> search(IndexQuery query);
}
