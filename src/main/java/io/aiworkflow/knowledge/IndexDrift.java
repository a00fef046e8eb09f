package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.JdbcChunkHashes.StoredDocument;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares an index with the database, chunk by chunk by the hashes of what was embedded and by the labels, and puts
 * right exactly what differs. Following keeps both alike as long as nobody else writes into the index and nothing is lost
 * there; this finds out whether that was so. The index is read page by page, and only what differs is remembered.
 */
@Component
class IndexDrift {
    private static final Logger LOG = LoggerFactory.getLogger(IndexDrift.class);
    private static final int REPAIRED_AT_ONCE = 10;
    private static final int MOST_ROUNDS = 200;

    private final JdbcChunkHashes stored;
    private final JdbcDocumentStore store;
    private final IndexFollower follower;

    IndexDrift(JdbcChunkHashes stored, JdbcDocumentStore store, IndexFollower follower) {
        this.stored = stored;
        this.store = store;
        this.follower = follower;
    }

    /** Only looks. */
    DriftReport compare(EmbeddingSpace space) {
        return compare(follower.caughtUp(space), space);
    }

    /**
     * Puts right what differs; the report tells what was found before. Searches and publications go on meanwhile, here and in
     * other processes. So what is read from the database may be an earlier version by the time that it is written, after that
     * version was taken out of the index. Therefore it is compared until nothing differs any more: a version that follows
     * before the last comparison shows what was written too late, and one that follows later takes it out itself.
     */
    DriftReport repair(EmbeddingSpace space) {
        VectorIndex index = follower.caughtUp(space);
        DriftReport first = compare(index, space);
        DriftReport found = first;
        for (int round = 1; round <= MOST_ROUNDS && mend(index, space, found); round++) {
            index = follower.caughtUp(space);
            found = compare(index, space);
        }
        if (!found.isClean()) {
            LOG.warn(
                    "The vector index of model {} still differs from the database in {} chunks after its repair",
                    space.model(),
                    found.counts().wrong());
        }
        return first;
    }

    private DriftReport compare(VectorIndex index, EmbeddingSpace space) {
        Comparison comparison = new Comparison(index.position().generation(), space);
        index.scan(comparison::page);
        return comparison.end();
    }

    /**
     * Documents at a time, so that what is taken out and what comes for it belong together.
     *
     * @return whether there was anything to do; what the database itself lacks cannot be put in
     */
    private boolean mend(VectorIndex index, EmbeddingSpace space, DriftReport found) {
        Map<UUID, List<IndexedChunk>> wrong = new LinkedHashMap<>();
        found.different().forEach(chunk -> of(wrong, chunk.document()).add(chunk));
        found.surplus().forEach(chunk -> of(wrong, chunk.document()).add(chunk));
        found.missing().keySet().forEach(document -> of(wrong, document));
        List<UUID> documents = List.copyOf(wrong.keySet());
        boolean done = false;
        for (int from = 0; from < documents.size(); from += REPAIRED_AT_ONCE) {
            List<UUID> some = documents.subList(from, Math.min(documents.size(), from + REPAIRED_AT_ONCE));
            List<IndexedChunk> removed = some.stream()
                    .flatMap(document -> wrong.get(document).stream())
                    .toList();
            List<IndexEntry> added = store.entries(some, space).stream()
                    .filter(entry -> isNeeded(entry, wrong.get(entry.document()), found))
                    .toList();
            if (!removed.isEmpty() || !added.isEmpty()) {
                index.mend(removed, added);
                done = true;
            }
        }
        return done;
    }

    /** What was written before there were hashes is taken out by document, so all of the document has to come again. */
    private static boolean isNeeded(IndexEntry entry, List<IndexedChunk> removed, DriftReport found) {
        return found.missing().getOrDefault(entry.document(), Set.of()).contains(entry.ordinal())
                || removed.stream()
                        .anyMatch(chunk -> chunk.place().isEmpty()
                                || chunk.ordinal() == entry.ordinal() && chunk.generation() == entry.generation());
    }

    private static List<IndexedChunk> of(Map<UUID, List<IndexedChunk>> chunks, UUID document) {
        return chunks.computeIfAbsent(document, id -> new ArrayList<>());
    }

    /** One walk through an index. */
    private final class Comparison {
        private final long position;
        private final EmbeddingSpace space;
        private final Map<UUID, BitSet> right = new HashMap<>();
        private final Set<UUID> indexed = new HashSet<>();
        private final DriftReport.Draft found = new DriftReport.Draft();

        Comparison(long position, EmbeddingSpace space) {
            this.position = position;
            this.space = space;
        }

        void page(Collection<IndexedChunk> page) {
            Set<UUID> documents = new HashSet<>();
            page.forEach(chunk -> documents.add(chunk.document()));
            Map<UUID, StoredDocument> known = stored.of(documents, space);
            indexed.addAll(documents);
            page.forEach(chunk -> judge(chunk, known.get(chunk.document())));
        }

        private void judge(IndexedChunk chunk, StoredDocument document) {
            found.count(chunk);
            if (document != null && document.generation() > position) {
                // It changed after this index was caught up, and will be followed.
                return;
            }
            String hash = document == null || document.generation() != chunk.generation()
                    ? null
                    : document.hashes().get(chunk.ordinal());
            BitSet seen = right.computeIfAbsent(chunk.document(), id -> new BitSet());
            if (hash == null || seen.get(chunk.ordinal())) {
                found.surplus(chunk);
            } else if (hash.equals(chunk.hash()) && document.labels().equals(chunk.labels())) {
                seen.set(chunk.ordinal());
            } else {
                found.different(chunk);
                seen.set(chunk.ordinal());
            }
        }

        /** Read after the index was: what was added since is no drift. */
        DriftReport end() {
            List<JdbcDocumentStore.ChangedDocument> all = store.all(space);
            for (JdbcDocumentStore.ChangedDocument document : all) {
                if (document.generation() <= position) {
                    BitSet seen = right.getOrDefault(document.id(), new BitSet());
                    for (int ordinal = seen.nextClearBit(0);
                            ordinal < document.chunks();
                            ordinal = seen.nextClearBit(ordinal + 1)) {
                        found.missing(document.id(), ordinal);
                    }
                }
            }
            return found.report(all.size(), indexed.size());
        }
    }
}
