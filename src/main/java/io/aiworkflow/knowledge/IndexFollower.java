package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.JdbcDocumentStore.ChangedDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
    private static final int DOCUMENTS_AT_ONCE = 500;
    private static final int CHUNKS_AT_ONCE = 2000;

    private final JdbcDocumentStore store;
    private final VectorIndex index;
    private final Embedder embedder;
    private final ReentrantLock following = new ReentrantLock();

    IndexFollower(JdbcDocumentStore store, VectorIndex index, Embedder embedder) {
        this.store = store;
        this.index = index;
        this.embedder = embedder;
    }

    /** Returns when the index holds every change that was committed before the call. */
    void catchUp() {
        if (index.position().equals(store.position(embedder.model()))) {
            return;
        }
        following.lock();
        try {
            follow();
        } finally {
            following.unlock();
        }
    }

    /** Empties the index and fills it from the database. Searches wait meanwhile. */
    void rebuild() {
        following.lock();
        try {
            clear(store.position(embedder.model()).base());
            follow();
        } finally {
            following.unlock();
        }
    }

    private void follow() {
        // Read before the changes are, so that a later change is never taken for one that the index has seen.
        IndexPosition target = store.position(embedder.model());
        IndexPosition from = index.position();
        if (!from.base().equals(target.base()) || from.generation() > target.generation()) {
            if (!from.equals(IndexPosition.NONE)) {
                LOG.warn("The vector index belongs to other documents or another model and is rebuilt");
            }
            clear(target.base());
        }
        addChanged();
        removeGone(target);
    }

    private void addChanged() {
        while (true) {
            IndexPosition reached = index.position();
            List<ChangedDocument> batch = batch(reached.generation());
            if (batch.isEmpty()) {
                return;
            }
            List<UUID> ids = batch.stream().map(ChangedDocument::id).toList();
            long generation = batch.get(batch.size() - 1).generation();
            index.apply(new IndexChange(false, ids, store.entries(ids), new IndexPosition(reached.base(), generation)));
        }
    }

    private List<ChangedDocument> batch(long after) {
        List<ChangedDocument> batch = new ArrayList<>();
        int chunks = 0;
        for (ChangedDocument document : store.changedAfter(after, embedder.model(), DOCUMENTS_AT_ONCE)) {
            batch.add(document);
            chunks += document.chunks();
            if (chunks >= CHUNKS_AT_ONCE) {
                break;
            }
        }
        return batch;
    }

    /**
     * A deletion leaves no row behind to follow, but then the numbers of documents differ. Chunks that stay behind when
     * the process dies right before this are harmless: passages are read from the database, where they are gone.
     */
    private void removeGone(IndexPosition target) {
        Collection<UUID> gone = Set.of();
        if (index.countDocuments() != store.count(embedder.model())) {
            Set<UUID> surplus = new HashSet<>(index.documents());
            surplus.removeAll(store.ids(embedder.model()));
            gone = surplus;
        }
        IndexPosition reached = index.position();
        if (!gone.isEmpty() || reached.generation() < target.generation()) {
            long generation = Math.max(reached.generation(), target.generation());
            index.apply(new IndexChange(false, gone, List.of(), new IndexPosition(target.base(), generation)));
        }
    }

    private void clear(String base) {
        index.apply(new IndexChange(true, List.of(), List.of(), new IndexPosition(base, 0)));
    }
}
