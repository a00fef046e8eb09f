package io.aiworkflow.knowledge;

import java.util.function.Function;

/**
 * The indexes of one embedding model side by side: the one that is searched, one that may be in the making, and the one before. It moves
 * searches from one to the other as a whole; what goes into an index is not its business.
 *
 * <p>An index that was given out stays the same one after a switch. Whoever reads a position and writes by it has to ask
 * once and keep what he got.
 */
public interface VectorIndexes {
    /** The index that is searched now. */
    VectorIndex active();

    /**
     * Reads from the active index. When a switch drops that one meanwhile, the one that took its place is read instead.
     */
    default <T> T read(Function<VectorIndex, T> reader) {
        VectorIndex active = active();
        while (true) {
            try {
                return reader.apply(active);
            } catch (VectorIndexUnavailable e) {
                VectorIndex present = active();
                if (present == active) {
                    throw e;
                }
                active = present;
            }
        }
    }

    /** The index in the making, begun when there is none. Searches do not see it. */
    VectorIndex building();

    /** Gives up the index in the making. */
    void discard();

    /**
     * From now on the index in the making is searched. The one before it is kept, an older one is dropped.
     *
     * @return false when none is in the making
     */
    boolean activate();

    /**
     * The index before is searched again, and the present one dropped.
     *
     * @return false when there is none before
     */
    boolean revert();

    /**
     * Drops the index before.
     *
     * @return false when there is none before
     */
    boolean confirm();

    /** Drops all of them, because nothing is to be found in them any more. Whoever writes again begins anew. */
    void drop();

    IndexSides sides();

    /** The copies of the index that is searched. */
    IndexSnapshots snapshots();
}
