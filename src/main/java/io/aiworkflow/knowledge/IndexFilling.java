package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.JdbcDocumentStore.ChangedDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Brings one index, new or old, from its position to where the documents are. Several may do so at once. */
@Component
class IndexFilling {
    private static final int DOCUMENTS_AT_ONCE = 500;
    private static final int CHUNKS_AT_ONCE = 2000;

    private final JdbcDocumentStore store;

    IndexFilling(JdbcDocumentStore store) {
        this.store = store;
    }

    /** Whether the index has only to be taken further: it is new, or was made from these documents and this model. */
    static boolean canFollow(IndexPosition from, IndexPosition target) {
        return from.equals(IndexPosition.NONE)
                || from.base().equals(target.base()) && from.generation() <= target.generation();
    }

    /** Returns when the index holds every change that was committed before the call. */
    void fill(VectorIndex index, EmbeddingSpace space) {
        // Read before the changes are, so that a later change is never taken for one that the index has seen.
        IndexPosition target = store.position(space);
        long reached = addChanged(index, space, target);
        removeGone(index, space, new IndexPosition(target.base(), Math.max(reached, target.generation())));
    }

    private long addChanged(VectorIndex index, EmbeddingSpace space, IndexPosition target) {
        long reached = index.position().generation();
        while (true) {
            List<ChangedDocument> batch = batch(reached, space);
            if (batch.isEmpty()) {
                return reached;
            }
            List<UUID> ids = batch.stream().map(ChangedDocument::id).toList();
            reached = batch.get(batch.size() - 1).generation();
            index.apply(new IndexChange(ids, store.entries(ids, space), new IndexPosition(target.base(), reached)));
        }
    }

    private List<ChangedDocument> batch(long after, EmbeddingSpace space) {
        List<ChangedDocument> batch = new ArrayList<>();
        int chunks = 0;
        for (ChangedDocument document : store.changedAfter(after, space, DOCUMENTS_AT_ONCE)) {
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
    private void removeGone(VectorIndex index, EmbeddingSpace space, IndexPosition reached) {
        Collection<UUID> gone = Set.of();
        if (index.countDocuments() != store.count(space)) {
            Set<UUID> surplus = new HashSet<>(index.documents());
            surplus.removeAll(store.ids(space));
            gone = surplus;
        }
        if (!gone.isEmpty() || !index.position().equals(reached)) {
            index.apply(new IndexChange(gone, List.of(), reached));
        }
    }
}
