package io.aiworkflow.knowledge;

import java.util.List;

/**
 * Copies of the index of one model that is searched. They save time, not data: a restored one is brought up to date from
 * the database, and everything could be built from there.
 */
public interface IndexSnapshots {
    /** Takes a copy and returns when it is complete. There has to be an index. */
    IndexSnapshot take();

    /** Those of the index that is searched now, oldest first. */
    List<IndexSnapshot> list();

    /** Deletes all but the newest ones; returns how many went. */
    int keep(int newest);

    /**
     * Makes the index in the making from a copy. The next rebuild goes on from there and moves the searches over, so that
     * a copy of any age leads to an index of today.
     *
     * @throws VectorIndexRefused when there is none of this name
     */
    void restore(String name);
}
