package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexQuery;
import io.aiworkflow.knowledge.IndexedChunk;
import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.knowledge.VectorIndexRefused;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import io.aiworkflow.platform.CpuLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.Bits;
import org.springframework.util.FileSystemUtils;

/**
 * A vector index of Lucene on the local disk. Each change is one Lucene commit that carries its position, so after a
 * crash the index holds a change wholly or not at all. One process at a time can use the folder.
 */
final class LuceneVectorIndex implements VectorIndex {
    /** Of all indexes together. An interrupted write would close the index under the searches of others. */
    private static final CpuLane WRITING = CpuLane.ofHalfTheProcessors("index");

    private static final int PAGE = 1000;

    private final Path directory;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile LuceneFolder folder;
    private volatile boolean deleted;

    LuceneVectorIndex(Path directory) {
        this.directory = directory;
    }

    @Override
    public IndexPosition position() {
        return folder().position();
    }

    @Override
    public void apply(IndexChange change) {
        write(current -> current.apply(change));
    }

    @Override
    public void mend(List<IndexedChunk> removed, List<IndexEntry> added) {
        write(current -> current.mend(removed, added));
    }

    private void write(Writing writing) {
        LuceneFolder current = folder();
        try {
            WRITING.runToItsEnd(() -> {
                writing.to(current);
                return null;
            });
        } catch (CancellationException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            drop(current);
            throw new VectorIndexRefused(
                    "the index in %s does not take the change: %s".formatted(directory, e.getMessage()), e);
        } catch (Exception e) {
            drop(current);
            throw new VectorIndexUnavailable(
                    "the index in %s could not be changed: %s".formatted(directory, e.getMessage()), e);
        }
    }

    @Override
    public Set<UUID> documents() {
        return read(searcher -> {
            Set<UUID> found = new HashSet<>();
            StoredFields fields = searcher.storedFields();
            int most = Math.max(1, searcher.getIndexReader().numDocs());
            for (ScoreDoc hit : searcher.search(LuceneFields.ONE_PER_DOCUMENT, most).scoreDocs) {
                found.add(LuceneFields.document(fields.document(hit.doc)));
            }
            return found;
        });
    }

    @Override
    public long countDocuments() {
        return read(searcher -> (long) searcher.count(LuceneFields.ONE_PER_DOCUMENT));
    }

    @Override
    public long countChunks() {
        return read(searcher -> (long) searcher.getIndexReader().numDocs());
    }

    @Override
    public void scan(Consumer<List<IndexedChunk>> reader) {
        try {
            read(searcher -> {
                List<IndexedChunk> page = new ArrayList<>();
                for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                    Bits live = leaf.reader().getLiveDocs();
                    StoredFields fields = leaf.reader().storedFields();
                    for (int chunk = 0; chunk < leaf.reader().maxDoc(); chunk++) {
                        if (live == null || live.get(chunk)) {
                            page.add(LuceneFields.chunk(fields.document(chunk)));
                        }
                        if (page.size() == PAGE) {
                            show(page, reader);
                            page.clear();
                        }
                    }
                }
                show(page, reader);
                return null;
            });
        } catch (ReaderFailed e) {
            throw e.reason;
        }
    }

    /** A reader's own failure says nothing about the index. */
    private static void show(List<IndexedChunk> page, Consumer<List<IndexedChunk>> reader) {
        try {
            if (!page.isEmpty()) {
                reader.accept(List.copyOf(page));
            }
        } catch (RuntimeException e) {
            throw new ReaderFailed(e);
        }
    }

    @Override
    public List<IndexHit> search(IndexQuery query) {
        return query.filter().isEmpty() ? List.of() : read(searcher -> new LuceneSearch(searcher).find(query));
    }

    void close() {
        LuceneFolder current = folder;
        if (current != null) {
            drop(current);
        }
    }

    /** Closes the index for good and deletes its files. */
    void delete() throws IOException {
        opening.lock();
        try {
            deleted = true;
            close();
            FileSystemUtils.deleteRecursively(directory);
        } finally {
            opening.unlock();
        }
    }

    private <T> T read(Reading<T> reading) {
        LuceneFolder current = folder();
        try {
            return current.read(reading);
        } catch (EngineException | ReaderFailed e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            drop(current);
            throw new VectorIndexUnavailable(
                    "the index in %s could not be read: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private LuceneFolder folder() {
        LuceneFolder current = folder;
        return current != null ? current : open();
    }

    private LuceneFolder open() {
        opening.lock();
        try {
            if (deleted) {
                throw new IOException("another one has taken its place");
            }
            if (folder == null) {
                Files.createDirectories(directory);
                folder = LuceneFolder.open(directory);
            }
            return folder;
        } catch (IOException e) {
            throw new VectorIndexUnavailable(
                    "the index in %s cannot be opened: %s".formatted(directory, e.getMessage()), e);
        } finally {
            opening.unlock();
        }
    }

    /** What was not committed is given up; the next use opens the folder again as it was at the last commit. */
    private void drop(LuceneFolder broken) {
        opening.lock();
        try {
            if (folder == broken) {
                folder = null;
                broken.close();
            }
        } finally {
            opening.unlock();
        }
    }

    /** Copies the last change that was committed into a folder; tells how many bytes that is. */
    long copyTo(Path target) {
        LuceneFolder current = folder();
        try {
            return current.copyTo(target);
        } catch (IOException | IllegalStateException e) {
            throw new VectorIndexUnavailable(
                    "the index in %s could not be copied: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static final class ReaderFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient RuntimeException reason;

        ReaderFailed(RuntimeException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private interface Writing {
        void to(LuceneFolder folder) throws IOException;
    }

    /** Something that is read from one consistent view of the index. */
    interface Reading<T> {
        T from(IndexSearcher searcher) throws IOException;
    }
}
