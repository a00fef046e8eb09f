package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexFilter;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexLabels;
import io.aiworkflow.knowledge.IndexedChunk;
import io.aiworkflow.knowledge.SearchWords;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** How a chunk is laid down in Lucene, and how it is asked for. */
final class LuceneFields {
    static final String VECTOR = "vector";
    /** Each document has a chunk of ordinal 0, so these stand for the documents. */
    static final Query ONE_PER_DOCUMENT = new TermQuery(new Term("first", "true"));

    private static final String COLLECTION = "collection";
    private static final String OWNER = "owner";
    private static final String TAG = "tag";
    private static final String TIME = "time";
    private static final String WORDS = "words";
    private static final String DOCUMENT = "document";
    private static final String GENERATION = "generation";
    private static final String ORDINAL = "ordinal";
    private static final String HASH = "hash";

    /** Names one chunk. Those that were written before there were hashes have none. */
    private static final String KEY = "key";

    private static final Term KEYED = new Term("keyed", "true");
    private static final long FARTHEST_SECOND = 9_000_000_000_000L;
    private static final FieldType COUNTED_WORDS = countedWords();

    private LuceneFields() {}

    static Document write(IndexEntry entry) {
        IndexLabels labels = entry.labels();
        Document fields = new Document();
        fields.add(new StringField(DOCUMENT, entry.document().toString(), Store.YES));
        fields.add(new StringField(COLLECTION, labels.collection(), Store.YES));
        fields.add(new StoredField(GENERATION, entry.generation()));
        fields.add(new StoredField(ORDINAL, entry.ordinal()));
        fields.add(new StoredField(HASH, entry.hash()));
        fields.add(new StringField(KEY, key(entry), Store.YES));
        fields.add(new StringField(KEYED.field(), KEYED.text(), Store.NO));
        fields.add(new KnnFloatVectorField(VECTOR, entry.vector(), VectorSimilarityFunction.DOT_PRODUCT));
        fields.add(new Field(WORDS, new WordStream(SearchWords.of(entry.text())), COUNTED_WORDS));
        labels.tags().forEach(tag -> fields.add(new StringField(TAG, tag, Store.YES)));
        if (labels.owner() != null) {
            fields.add(new StringField(OWNER, labels.owner(), Store.YES));
        }
        if (labels.time() != null) {
            fields.add(new LongPoint(TIME, micros(labels.time())));
            fields.add(new StoredField(TIME, micros(labels.time())));
        }
        if (entry.ordinal() == 0) {
            fields.add(new StringField("first", "true", Store.NO));
        }
        return fields;
    }

    static Term chunksOf(UUID document) {
        return new Term(DOCUMENT, document.toString());
    }

    /** The one chunk that is at the place of this entry. */
    static Term at(IndexEntry entry) {
        return new Term(KEY, key(entry));
    }

    /** One chunk; all chunks of its document that have no key, when it has none, since they are as old as it is. */
    static Query at(IndexedChunk chunk) {
        return chunk.place().isEmpty()
                ? new BooleanQuery.Builder()
                        .add(new TermQuery(chunksOf(chunk.document())), Occur.FILTER)
                        .add(new TermQuery(KEYED), Occur.MUST_NOT)
                        .build()
                : new TermQuery(new Term(KEY, chunk.place()));
    }

    static UUID document(Document stored) {
        return UUID.fromString(stored.get(DOCUMENT));
    }

    static IndexedChunk chunk(Document stored) {
        return new IndexedChunk(
                document(stored),
                number(stored, GENERATION).longValue(),
                number(stored, ORDINAL).intValue(),
                text(stored, HASH),
                labels(stored),
                text(stored, KEY));
    }

    /** Chunks that were written before labels were compared have them only to be searched by. */
    private static IndexLabels labels(Document stored) {
        String collection = stored.get(COLLECTION);
        if (collection == null) {
            return null;
        }
        IndexableField time = stored.getField(TIME);
        return new IndexLabels(
                collection,
                stored.get(OWNER),
                Set.of(stored.getValues(TAG)),
                time == null ? null : Instant.EPOCH.plus(time.numericValue().longValue(), ChronoUnit.MICROS));
    }

    static IndexHit hit(Document stored, double similarity) {
        return new IndexHit(
                document(stored),
                number(stored, GENERATION).longValue(),
                number(stored, ORDINAL).intValue(),
                similarity);
    }

    /**
     * What a chunk of this view must be like. Where there is one collection only, nothing asks for it: a condition that all
     * fulfil takes longer to ask than the rest of a search.
     *
     * @return null when all chunks pass
     */
    static Query passing(IndexFilter filter, IndexReader view) throws IOException {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        if (!holdsOnly(filter.collection(), view)) {
            all.add(new TermQuery(new Term(COLLECTION, filter.collection())), Occur.FILTER);
        }
        if (filter.owners() != null) {
            all.add(anyOf(OWNER, filter.owners()), Occur.FILTER);
        }
        if (!filter.documents().isEmpty()) {
            List<String> ids = filter.documents().stream().map(UUID::toString).toList();
            all.add(anyOf(DOCUMENT, ids), Occur.FILTER);
        }
        filter.tags().forEach(tag -> all.add(new TermQuery(new Term(TAG, tag)), Occur.FILTER));
        if (filter.from() != null || filter.until() != null) {
            long first = filter.from() == null ? Long.MIN_VALUE : micros(filter.from());
            long last = filter.until() == null ? Long.MAX_VALUE : micros(filter.until()) - 1;
            all.add(LongPoint.newRangeQuery(TIME, first, last), Occur.FILTER);
        }
        BooleanQuery passing = all.build();
        return passing.clauses().isEmpty() ? null : passing;
    }

    /** @param passing null for all chunks */
    static Query holding(int needed, List<String> words, Query passing) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        words.forEach(word -> any.add(new TermQuery(new Term(WORDS, word)), Occur.SHOULD));
        any.setMinimumNumberShouldMatch(needed);
        if (passing != null) {
            any.add(passing, Occur.FILTER);
        }
        return any.build();
    }

    /** PostgreSQL's precision. Times beyond its reach count as the farthest ones. */
    private static long micros(Instant time) {
        long seconds = Math.max(-FARTHEST_SECOND, Math.min(FARTHEST_SECOND, time.getEpochSecond()));
        return seconds * 1_000_000 + time.getNano() / 1_000;
    }

    private static boolean holdsOnly(String collection, IndexReader view) throws IOException {
        Terms collections = MultiTerms.getTerms(view, COLLECTION);
        if (collections == null) {
            return false;
        }
        TermsEnum each = collections.iterator();
        return new BytesRef(collection).equals(each.next()) && each.next() == null;
    }

    private static Query anyOf(String field, Collection<String> values) {
        return new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
    }

    private static String key(IndexEntry entry) {
        return entry.document() + "/" + entry.generation() + "/" + entry.ordinal();
    }

    private static String text(Document stored, String field) {
        String text = stored.get(field);
        return text == null ? "" : text;
    }

    private static Number number(Document stored, String field) {
        return stored.getField(field).numericValue();
    }

    private static FieldType countedWords() {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.freeze();
        return type;
    }
}
