package io.aiworkflow.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * How an index differs from the database. All is counted; of what differs at most {@link #MOST} chunks are named.
 *
 * @param documents in the database
 * @param indexed documents in the index
 * @param counts in chunks
 * @param missing the ordinals that the index lacks, by document
 * @param different chunks with another content or other labels than in the database, or of which it is not known
 * @param surplus chunks that only the index has: of documents that are gone, of earlier generations, doubled
 */
record DriftReport(
        long documents,
        long indexed,
        Counts counts,
        Map<UUID, Set<Integer>> missing,
        List<IndexedChunk> different,
        List<IndexedChunk> surplus) {
    static final int MOST = 10_000;

    /**
     * @param chunks in the index
     * @param withoutHash chunks that were taken in before there were hashes or readable labels, which count as different
     */
    record Counts(long chunks, long missing, long different, long surplus, long withoutHash) {
        long wrong() {
            return missing + different + surplus;
        }
    }

    boolean isClean() {
        return counts.wrong() == 0;
    }

    /** What is found on the way. */
    static final class Draft {
        private final Map<UUID, Set<Integer>> missing = new LinkedHashMap<>();
        private final List<IndexedChunk> different = new ArrayList<>();
        private final List<IndexedChunk> surplus = new ArrayList<>();
        private long chunks;
        private long missingCount;
        private long differentCount;
        private long surplusCount;
        private long withoutHash;

        void count(IndexedChunk chunk) {
            chunks++;
            withoutHash += chunk.hash().isEmpty() || chunk.labels() == null ? 1 : 0;
        }

        void missing(UUID document, int ordinal) {
            missingCount++;
            if (hasRoom()) {
                missing.computeIfAbsent(document, id -> new TreeSet<>()).add(ordinal);
            }
        }

        void different(IndexedChunk chunk) {
            differentCount++;
            if (hasRoom()) {
                different.add(chunk);
            }
        }

        void surplus(IndexedChunk chunk) {
            surplusCount++;
            if (hasRoom()) {
                surplus.add(chunk);
            }
        }

        DriftReport report(long documents, long indexed) {
            Counts counts = new Counts(chunks, missingCount, differentCount, surplusCount, withoutHash);
            return new DriftReport(documents, indexed, counts, missing, different, surplus);
        }

        private boolean hasRoom() {
            return missingCount + differentCount + surplusCount <= MOST;
        }
    }
}
