package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexHit;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** How a chunk is laid down in Lucene. */
final class LuceneFields {
    static final String COLLECTION = "collection";
    static final String VECTOR = "vector";
    /** Each document has a chunk of ordinal 0, so these stand for the documents. */
    static final Query ONE_PER_DOCUMENT = new TermQuery(new Term("first", "true"));

    private static final String DOCUMENT = "document";
    private static final String GENERATION = "generation";
    private static final String ORDINAL = "ordinal";

    private LuceneFields() {}

    static Document write(IndexEntry entry) {
        Document fields = new Document();
        fields.add(new StringField(DOCUMENT, entry.document().toString(), Store.YES));
        fields.add(new StringField(COLLECTION, entry.collection(), Store.NO));
        fields.add(new StoredField(GENERATION, entry.generation()));
        fields.add(new StoredField(ORDINAL, entry.ordinal()));
        fields.add(new KnnFloatVectorField(VECTOR, entry.vector(), VectorSimilarityFunction.DOT_PRODUCT));
        if (entry.ordinal() == 0) {
            fields.add(new StringField("first", "true", Store.NO));
        }
        return fields;
    }

    static Term chunksOf(UUID document) {
        return new Term(DOCUMENT, document.toString());
    }

    static UUID document(Document stored) {
        return UUID.fromString(stored.get(DOCUMENT));
    }

    static IndexHit hit(Document stored, float score) {
        // Lucene maps a dot product from -1..1 to 0..1.
        return new IndexHit(
                document(stored),
                stored.getField(GENERATION).numericValue().longValue(),
                stored.getField(ORDINAL).numericValue().intValue(),
                2.0 * score - 1.0);
    }
}
