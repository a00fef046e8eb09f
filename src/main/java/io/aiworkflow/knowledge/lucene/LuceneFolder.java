package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexPosition;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open Lucene folder: one writer, and searchers that see each change as soon as it is applied. */
final class LuceneFolder {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneFolder.class);
    private static final String BASE = "base";
    private static final String GENERATION = "generation";

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private volatile IndexPosition position;

    private LuceneFolder(Directory directory, IndexWriter writer, SearcherManager searchers) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
        this.position = committedPosition(writer);
    }

    /** Opens the folder. One that cannot be understood is emptied: whoever follows the documents fills it again. */
    static LuceneFolder open(Path path) throws IOException {
        Directory directory = FSDirectory.open(path);
        try {
            return open(directory);
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | EOFException
                | FileNotFoundException
                | NoSuchFileException e) {
            LOG.warn("The vector index in {} is unreadable and will be rebuilt from the database", path, e);
            empty(directory);
            return open(directory);
        } catch (LockObtainFailedException e) {
            directory.close();
            throw new IOException("another process is using it; give each engine its own data directory", e);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static LuceneFolder open(Directory directory) throws IOException {
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig().setCommitOnClose(false));
        try {
            return new LuceneFolder(directory, writer, new SearcherManager(writer, new SearcherFactory()));
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
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

    synchronized void apply(IndexChange change) throws IOException {
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
