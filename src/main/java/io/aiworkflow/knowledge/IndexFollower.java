package io.aiworkflow.knowledge;

import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings the index to where the documents are: after a change, after a crash between database and index, after changes
 * by another process, and from nothing when the index was lost. One cheap query tells when there is nothing to do.
 */
@Component
class IndexFollower {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFollower.class);

    private final JdbcDocumentStore store;
    private final VectorIndexes indexes;
    private final IndexFilling filling;
    private final IndexRebuild rebuild;
    private final Embedder embedder;
    private final ReentrantLock following = new ReentrantLock();

    IndexFollower(
            JdbcDocumentStore store,
            VectorIndexes indexes,
            IndexFilling filling,
            IndexRebuild rebuild,
            Embedder embedder) {
        this.store = store;
        this.indexes = indexes;
        this.filling = filling;
        this.rebuild = rebuild;
        this.embedder = embedder;
    }

    /** The active index, when it holds every change that was committed before the call. */
    VectorIndex caughtUp() {
        VectorIndex active = indexes.active();
        if (active.position().equals(store.position(embedder.model()))) {
            return active;
        }
        following.lock();
        try {
            return follow();
        } finally {
            following.unlock();
        }
    }

    /** Builds the index anew beside the present one, which answers searches meanwhile. */
    void rebuild() {
        rebuild.build(embedder.model());
    }

    private VectorIndex follow() {
        VectorIndex active = indexes.active();
        IndexPosition target = store.position(embedder.model());
        IndexPosition from = active.position();
        if (IndexFilling.canFollow(from, target)) {
            filling.fill(active, embedder.model());
            return active;
        }
        // Another model's or another database's chunks can answer nothing. They stay until they are confirmed as gone.
        LOG.warn("The vector index belongs to other documents or another model; a new one is built");
        rebuild();
        return indexes.active();
    }
}
