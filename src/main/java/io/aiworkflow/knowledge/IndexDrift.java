package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.JdbcDocumentStore.ChangedDocument;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Compares an index with the database, chunk by chunk, and puts right what differs. Following keeps both alike as long
 * as nobody else writes into the index and nothing is lost there; this finds out whether that was so.
 */
@Component
class IndexDrift {
    private static final int REPAIRED_AT_ONCE = 100;

    private final JdbcDocumentStore store;
    private final IndexFollower follower;

    IndexDrift(JdbcDocumentStore store, IndexFollower follower) {
        this.store = store;
        this.follower = follower;
    }

    /** Only looks. */
    Report compare(EmbeddingSpace space) {
        return compare(follower.caughtUp(space), space);
    }

    /** Puts right what differs; the report tells what was found before. Searches go on meanwhile. */
    Report repair(EmbeddingSpace space) {
        VectorIndex index = follower.caughtUp(space);
        Report found = compare(index, space);
        remove(index, new ArrayList<>(found.surplus()));
        // Chunks of a later generation than the database's are no "earlier" ones, so the documents go as a whole first.
        List<UUID> wrong = new ArrayList<>(found.damaged());
        remove(index, wrong);
        wrong.addAll(found.missing());
        inParts(wrong, some -> {
            // Before the documents are, so that a later state of them is never taken for one that the index has seen.
            IndexPosition position = index.position();
            index.apply(new IndexChange(some, store.entries(some, space), position));
        });
        return found;
    }

    private Report compare(VectorIndex index, EmbeddingSpace space) {
        IndexPosition position = index.position();
        Map<UUID, Held> held = new HashMap<>();
        index.scan(chunk ->
                held.computeIfAbsent(chunk.document(), id -> new Held()).add(chunk));
        // Read after the index was: what is not here was deleted, and what was added since is no drift.
        Map<UUID, ChangedDocument> stored = new HashMap<>();
        store.all(space).forEach(document -> stored.put(document.id(), document));
        Set<UUID> missing = new HashSet<>();
        Set<UUID> damaged = new HashSet<>();
        for (ChangedDocument document : stored.values()) {
            Held chunks = held.get(document.id());
            if (document.generation() > position.generation()) {
                continue;
            }
            if (chunks == null) {
                missing.add(document.id());
            } else if (!chunks.are(document)) {
                damaged.add(document.id());
            }
        }
        Set<UUID> surplus = new HashSet<>(held.keySet());
        surplus.removeAll(stored.keySet());
        long chunks = held.values().stream().mapToLong(Held::count).sum();
        return new Report(stored.size(), held.size(), chunks, missing, damaged, surplus);
    }

    private static void remove(VectorIndex index, List<UUID> documents) {
        inParts(documents, some -> index.apply(new IndexChange(some, List.of(), index.position())));
    }

    private static void inParts(List<UUID> documents, Consumer<List<UUID>> each) {
        for (int from = 0; from < documents.size(); from += REPAIRED_AT_ONCE) {
            each.accept(documents.subList(from, Math.min(documents.size(), from + REPAIRED_AT_ONCE)));
        }
    }

    /** The chunks that an index has of one document. */
    private static final class Held {
        private final Set<Long> generations = new HashSet<>();
        private final BitSet ordinals = new BitSet();
        private long count;

        void add(IndexedChunk chunk) {
            generations.add(chunk.generation());
            ordinals.set(chunk.ordinal());
            count++;
        }

        long count() {
            return count;
        }

        /** A generation stands for one text and its embeddings, so equal generations mean equal content. */
        boolean are(ChangedDocument document) {
            return generations.equals(Set.of(document.generation()))
                    && count == document.chunks()
                    && ordinals.cardinality() == document.chunks()
                    && ordinals.length() == document.chunks();
        }
    }

    /**
     * How index and database differ.
     *
     * @param stored documents in the database
     * @param indexed documents in the index
     * @param chunks chunks in the index
     * @param missing documents that the index lacks
     * @param damaged documents of which chunks are missing, doubled or of another version
     * @param surplus documents that only the index has
     */
    record Report(long stored, long indexed, long chunks, Set<UUID> missing, Set<UUID> damaged, Set<UUID> surplus) {
        boolean isClean() {
            return missing.isEmpty() && damaged.isEmpty() && surplus.isEmpty();
        }
    }
}
