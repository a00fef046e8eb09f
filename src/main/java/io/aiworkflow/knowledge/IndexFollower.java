package io.aiworkflow.knowledge;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings an index to where the documents are: after a change, after a crash between database and index, after changes
 * by another process, and from nothing when the index was lost. One cheap query tells when there is nothing to do. The
 * index of one model never waits for that of another.
 */
@Component
class IndexFollower {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFollower.class);

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final JdbcDocumentStore store;
    private final ModelIndexes indexes;
    private final IndexFilling filling;
    private final IndexRebuild rebuild;
    private final Map<String, ReentrantLock> following = new ConcurrentHashMap<>();

    IndexFollower(JdbcDocumentStore store, ModelIndexes indexes, IndexFilling filling, IndexRebuild rebuild) {
        this.store = store;
        this.indexes = indexes;
        this.filling = filling;
        this.rebuild = rebuild;
    }

    /** The active index of these embeddings, when it holds every change that was committed before the call. */
    VectorIndex caughtUp(EmbeddingSpace space) {
        VectorIndex active = indexes.of(space).active();
        if (active.position().equals(store.position(space))) {
            return active;
        }
        ReentrantLock lock = lock(space);
        lock.lock();
        try {
            return follow(space);
        } finally {
            lock.unlock();
        }
    }

    List<IndexHit> search(EmbeddingSpace space, IndexQuery query) {
        return indexes.of(space).read(active -> searchable(space, active).search(query));
    }

    /**
     * The index to search in. While somebody else takes it further, a search makes do with what it holds after a short
     * wait: whoever has made something findable has waited for the index himself.
     */
    private VectorIndex searchable(EmbeddingSpace space, VectorIndex active) {
        IndexPosition held = active.position();
        IndexPosition target = store.position(space);
        if (held.equals(target)) {
            return active;
        }
        boolean answers = !held.equals(IndexPosition.NONE) && IndexFilling.canFollow(held, target);
        if (answers && isTakenFurtherByOthers(space)) {
            return active;
        }
        return caughtUp(space);
    }

    private boolean isTakenFurtherByOthers(EmbeddingSpace space) {
        ReentrantLock lock = lock(space);
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        lock.unlock();
        return false;
    }

    private ReentrantLock lock(EmbeddingSpace space) {
        return lock(space.label());
    }

    private ReentrantLock lock(String label) {
        return following.computeIfAbsent(label, each -> new ReentrantLock());
    }

    /** Does something with indexes that nobody in this process takes further meanwhile. */
    boolean alone(String label, BooleanSupplier work) {
        ReentrantLock lock = lock(label);
        lock.lock();
        try {
            return work.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Builds the index anew beside the present one, which answers searches meanwhile. */
    void rebuild(EmbeddingSpace space) {
        rebuild.build(space);
    }

    private VectorIndex follow(EmbeddingSpace space) {
        VectorIndex active = indexes.of(space).active();
        IndexPosition target = store.position(space);
        IndexPosition from = active.position();
        if (from.equals(IndexPosition.NONE) && store.count(space) == 0) {
            // Asking about nothing makes no index, nor one again that was dropped because nothing was left in it.
            return active;
        }
        if (IndexFilling.canFollow(from, target)) {
            filling.fill(active, space);
            return active;
        }
        // Another model's or another database's chunks can answer nothing. They stay until they are confirmed as gone.
        LOG.warn(
                "The vector index of model {} belongs to other documents or another model; a new one is built",
                space.model());
        rebuild(space);
        return indexes.of(space).active();
    }
}
