package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexQuery;
import io.aiworkflow.knowledge.RankFusion;
import io.aiworkflow.knowledge.VectorIndexRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.VectorUtil;

/** One search on one view of the index: by embedding, by words (BM25), or both with their rankings fused. */
final class LuceneSearch {
    private final IndexSearcher searcher;

    LuceneSearch(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    List<IndexHit> find(IndexQuery query) throws IOException {
        checkLength(query.vector());
        Query passing = LuceneFields.passing(query.filter(), searcher.getIndexReader());
        List<List<Integer>> rankings = new ArrayList<>();
        if (query.byMeaning()) {
            rankings.add(ranking(
                    new KnnFloatVectorQuery(LuceneFields.VECTOR, query.vector(), query.candidates(), passing), query));
        }
        List<String> words = query.words();
        if (!words.isEmpty()) {
            rankings.add(ranking(LuceneFields.holding(query.wordsNeeded(), words, passing), query));
        }
        StoredFields fields = searcher.storedFields();
        List<IndexHit> hits = new ArrayList<>();
        for (int found : RankFusion.fuse(rankings, query.limit())) {
            hits.add(LuceneFields.hit(fields.document(found), similarity(query.vector(), found)));
        }
        return hits;
    }

    private List<Integer> ranking(Query part, IndexQuery query) throws IOException {
        ScoreDoc[] hits = searcher.search(part, query.candidates()).scoreDocs;
        return Arrays.stream(hits).map(hit -> hit.doc).toList();
    }

    private double similarity(float[] vector, int found) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(found, leaves));
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(LuceneFields.VECTOR);
        vectors.advance(found - leaf.docBase);
        return VectorUtil.dotProduct(vector, vectors.vectorValue());
    }

    private void checkLength(float[] vector) {
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            FieldInfo field = leaf.reader().getFieldInfos().fieldInfo(LuceneFields.VECTOR);
            if (field != null && field.getVectorDimension() != vector.length) {
                throw VectorIndexRefused.ofLength(vector.length, field.getVectorDimension());
            }
        }
    }
}
