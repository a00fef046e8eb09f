package io.aiworkflow.knowledge;

import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Builds an index from the database beside the one that is searched, and moves the searches over when it holds
 * everything. A build that was cut off goes on where it was. The index before stays until it is confirmed or reverted.
 */
@Component
class IndexRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRebuild.class);

    private final JdbcDocumentStore store;
    private final VectorIndexes indexes;
    private final IndexFilling filling;
    private final ReentrantLock building = new ReentrantLock();

    IndexRebuild(JdbcDocumentStore store, VectorIndexes indexes, IndexFilling filling) {
        this.store = store;
        this.indexes = indexes;
        this.filling = filling;
    }

    /** Builds from the chunks that were embedded by a model, and returns when searches use the result. */
    void build(String model) {
        building.lock();
        try {
            VectorIndex fresh = begin(model);
            filling.fill(fresh, model);
            // Filling took its time. What was committed meanwhile takes less.
            filling.fill(fresh, model);
            indexes.activate();
            LOG.info("The vector index was built anew, and searches use it");
        } finally {
            building.unlock();
        }
    }

    private VectorIndex begin(String model) {
        VectorIndex fresh = indexes.building();
        if (!IndexFilling.canFollow(fresh.position(), store.position(model))) {
            indexes.discard();
            fresh = indexes.building();
        }
        return fresh;
    }
}
