package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import io.aiworkflow.platform.DataProperties;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.springframework.stereotype.Component;

/**
 * A vector index of Lucene on the local disk. Each change is one Lucene commit that carries its position, so after a
 * crash the index holds a change wholly or not at all. One process at a time can use the folder.
 */
@Component
class LuceneVectorIndex implements VectorIndex {
    /** With fewer candidates the graph search misses a good part of the closest chunks. */
    private static final int MINIMUM_CANDIDATES = 100;

    private final Path directory;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile LuceneFolder folder;

    LuceneVectorIndex(DataProperties properties) {
        this.directory = properties.directory().resolve("index");
    }

    @Override
    public IndexPosition position() {
        return folder().position();
    }

    @Override
    public void apply(IndexChange change) {
        LuceneFolder current = folder();
        try {
            current.apply(change);
        } catch (IOException | RuntimeException e) {
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
        return read(searcher -> searcher.count(LuceneFields.ONE_PER_DOCUMENT));
    }

    @Override
    public List<IndexHit> search(float[] vector, String collection, int limit) {
        TermQuery here = new TermQuery(new Term(LuceneFields.COLLECTION, collection));
        int candidates = Math.max(MINIMUM_CANDIDATES, 10 * limit);
        KnnFloatVectorQuery closest = new KnnFloatVectorQuery(LuceneFields.VECTOR, vector, candidates, here);
        return read(searcher -> {
            List<IndexHit> hits = new ArrayList<>();
            StoredFields fields = searcher.storedFields();
            for (ScoreDoc hit : searcher.search(closest, limit).scoreDocs) {
                Document stored = fields.document(hit.doc);
                hits.add(LuceneFields.hit(stored, hit.score));
            }
            return hits;
        });
    }

    @PreDestroy
    void close() {
        LuceneFolder current = folder;
        if (current != null) {
            drop(current);
        }
    }

    private <T> T read(Reading<T> reading) {
        LuceneFolder current = folder();
        try {
            return current.read(reading);
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
            if (folder == null) {
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

    /** Something that is read from one consistent view of the index. */
    interface Reading<T> {
        T from(IndexSearcher searcher) throws IOException;
    }
}
