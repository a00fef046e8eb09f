package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexedChunk;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.KeepOnlyLastCommitDeletionPolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.SnapshotDeletionPolicy;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open Lucene folder: one writer, and searchers that see each change as soon as it is applied. */
final class LuceneFolder {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneFolder.class);
    private static final double SEGMENTS_PER_TIER = 5;
    private static final double SMALL_SEGMENT_MB = 8;
    private static final String BASE = "base";
    private static final String GENERATION = "generation";

    private final Path path;
    private final Directory directory;
    private final SnapshotDeletionPolicy commits;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile IndexPosition position;

    private LuceneFolder(
            Path path,
            Directory directory,
            SnapshotDeletionPolicy commits,
            IndexWriter writer,
            SearcherManager searchers) {
        this.path = path;
        this.directory = directory;
        this.commits = commits;
        this.writer = writer;
        this.searchers = searchers;
        this.position = committedPosition(writer);
    }

    /** Opens the folder. One that cannot be understood is emptied: whoever follows the documents fills it again. */
    static LuceneFolder open(Path path) throws IOException {
        Directory directory = FSDirectory.open(path);
        try {
            return open(path, directory);
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | EOFException
                | FileNotFoundException
                | NoSuchFileException e) {
            LOG.warn("The vector index in {} is unreadable and will be rebuilt from the database", path, e);
            empty(directory);
            return open(path, directory);
        } catch (LockObtainFailedException e) {
            directory.close();
            throw new IOException("another process is using it; give each engine its own data directory", e);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static LuceneFolder open(Path path, Directory directory) throws IOException {
        SnapshotDeletionPolicy commits = new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy());
        ShownMerges merges = new ShownMerges();
        IndexWriter writer = new IndexWriter(
                directory,
                new IndexWriterConfig()
                        .setCommitOnClose(false)
                        .setIndexDeletionPolicy(commits)
                        .setMergePolicy(fewSegments())
                        .setMergeScheduler(merges));
        try {
            LuceneFolder folder = new LuceneFolder(
                    path, directory, commits, writer, new SearcherManager(writer, new SearcherFactory()));
            merges.show = folder::showMerged;
            return folder;
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    /** Each segment has a graph of its own that every search goes through, so fewer of them are worth more merging. */
    private static MergePolicy fewSegments() {
        TieredMergePolicy policy = new TieredMergePolicy();
        policy.setSegmentsPerTier(SEGMENTS_PER_TIER);
        policy.setFloorSegmentMB(SMALL_SEGMENT_MB);
        return policy;
    }

    /** Even a writer that is told to begin anew reads what is there. */
    private static void empty(Directory directory) throws IOException {
        for (String file : directory.listAll()) {
            if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
                directory.deleteFile(file);
            }
        }
    }

    IndexPosition position() {
        return position;
    }

    void apply(IndexChange change) throws IOException {
        changing.lock();
        try {
            applyAlone(change);
        } finally {
            changing.unlock();
        }
    }

    private void applyAlone(IndexChange change) throws IOException {
        for (UUID document : change.removed()) {
            writer.deleteDocuments(LuceneFields.chunksOf(document));
        }
        for (IndexEntry entry : change.added()) {
            writer.addDocument(LuceneFields.write(entry));
        }
        IndexPosition reached = change.reached();
        writer.setLiveCommitData(Map.of(BASE, reached.base(), GENERATION, Long.toString(reached.generation()))
                .entrySet());
        writer.commit();
        searchers.maybeRefreshBlocking();
        position = reached;
    }

    /** Adding takes the place of what has the same key, so a chunk never stands there twice. */
    void mend(List<IndexedChunk> removed, List<IndexEntry> added) throws IOException {
        changing.lock();
        try {
            mendAlone(removed, added);
        } finally {
            changing.unlock();
        }
    }

    private void mendAlone(List<IndexedChunk> removed, List<IndexEntry> added) throws IOException {
        for (IndexedChunk chunk : removed) {
            writer.deleteDocuments(LuceneFields.at(chunk));
        }
        for (IndexEntry entry : added) {
            writer.updateDocument(LuceneFields.at(entry), LuceneFields.write(entry));
        }
        writer.commit();
        searchers.maybeRefreshBlocking();
    }

    /**
     * Lets searches go through what was merged. While a change is being applied nothing is shown, since half of it would be;
     * it shows all when it is done. Waiting for it would stop changes that wait for merges.
     */
    private void showMerged() {
        if (changing.tryLock()) {
            try {
                searchers.maybeRefresh();
            } catch (IOException | AlreadyClosedException e) {
                LOG.debug("What was merged is searched from the next change on", e);
            } finally {
                changing.unlock();
            }
        }
    }

    /** Copies the last commit elsewhere. Its files never change, so a second name for each is enough where there can be one. */
    long copyTo(Path target) throws IOException {
        IndexCommit commit = commits.snapshot();
        try {
            long bytes = 0;
            for (String file : commit.getFileNames()) {
                bytes += directory.fileLength(file);
                LuceneSnapshots.link(path.resolve(file), target.resolve(file));
            }
            return bytes;
        } finally {
            commits.release(commit);
        }
    }

    <T> T read(LuceneVectorIndex.Reading<T> reading) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return reading.from(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    void close() {
        IOUtils.closeWhileHandlingException(searchers);
        try {
            writer.rollback();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The vector index did not close cleanly; it is as it was at its last commit", e);
        }
        IOUtils.closeWhileHandlingException(directory);
    }

    /** Merges in the background, as Lucene does it, and tells when each is done. */
    private static final class ShownMerges extends ConcurrentMergeScheduler {
        private volatile Runnable show = () -> {};

        @Override
        protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
            super.doMerge(source, merge);
            show.run();
        }
    }

    private static IndexPosition committedPosition(IndexWriter writer) {
        Map<String, String> committed = new HashMap<>();
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        if (data != null) {
            data.forEach(entry -> committed.put(entry.getKey(), entry.getValue()));
        }
        return committed.containsKey(GENERATION)
                ? new IndexPosition(committed.get(BASE), Long.parseLong(committed.get(GENERATION)))
                : IndexPosition.NONE;
    }
}
