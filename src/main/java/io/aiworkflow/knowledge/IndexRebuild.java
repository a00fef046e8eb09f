package io.aiworkflow.knowledge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final ModelIndexes indexes;
    private final IndexFilling filling;
    private final Map<EmbeddingSpace, ReentrantLock> building = new ConcurrentHashMap<>();

    IndexRebuild(JdbcDocumentStore store, ModelIndexes indexes, IndexFilling filling) {
        this.store = store;
        this.indexes = indexes;
        this.filling = filling;
    }

    /** Builds from the embeddings of one model, and returns when searches use the result. */
    void build(EmbeddingSpace space) {
        ReentrantLock lock = building.computeIfAbsent(space, each -> new ReentrantLock());
        lock.lock();
        try {
            VectorIndexes sides = indexes.of(space);
            VectorIndex fresh = begin(sides, space);
            filling.fill(fresh, space);
            // Filling took its time. What was committed meanwhile takes less.
            filling.fill(fresh, space);
            sides.activate();
            LOG.info("The vector index of model {} was built anew, and searches use it", space.model());
        } finally {
            lock.unlock();
        }
    }

    private VectorIndex begin(VectorIndexes sides, EmbeddingSpace space) {
        VectorIndex fresh = sides.building();
        if (!IndexFilling.canFollow(fresh.position(), store.position(space))) {
            sides.discard();
            fresh = sides.building();
        }
        return fresh;
    }
}
