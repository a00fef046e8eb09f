package io.aiworkflow.knowledge.qdrant;

import io.aiworkflow.knowledge.IndexQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The larger requests, in a form that Qdrant has understood from 1.16 on. */
final class QdrantRequests {
    /** The most points that one request may ask for; strict mode holds us to it. */
    static final int MOST_AT_ONCE = 1000;

    private QdrantRequests() {}

    /** @param dimensions the length of embeddings; 0 when none is known yet, which leaves room for the position only */
    static Map<String, Object> collection(int dimensions) {
        Map<String, Object> request = new LinkedHashMap<>();
        if (dimensions > 0) {
            Map<String, Object> dense = Map.of("size", dimensions, "distance", "Cosine");
            request.put("vectors", Map.of(QdrantFields.DENSE, dense));
        }
        request.put("sparse_vectors", Map.of(QdrantFields.WORDS, Map.of("modifier", "idf")));
        request.put(
                "strict_mode_config",
                Map.of(
                        "enabled", true,
                        "max_query_limit", MOST_AT_ONCE,
                        "unindexed_filtering_retrieve", false,
                        "unindexed_filtering_update", false,
                        "search_allow_exact", false));
        return request;
    }

    static Map<String, Object> search(IndexQuery query) {
        Map<String, Object> filter = QdrantFilters.passing(query.filter());
        List<Map<String, Object>> rankings = new ArrayList<>();
        if (query.byMeaning()) {
            Map<String, Object> dense = ranking(QdrantFields.DENSE, query.vector(), filter);
            dense.put("params", Map.of("hnsw_ef", query.candidates()));
            rankings.add(dense);
        }
        if (!query.words().isEmpty()) {
            WordWeights words = WordWeights.ofQuestion(query.words());
            Map<String, Object> holding =
                    query.byMeaning() ? QdrantFilters.holding(query.wordsNeeded(), words, filter) : filter;
            rankings.add(ranking(QdrantFields.WORDS, words, holding));
        }
        Map<String, Object> request = new LinkedHashMap<>();
        if (rankings.size() == 1) {
            request.putAll(rankings.get(0));
        } else {
            int candidates = Math.min(MOST_AT_ONCE, query.candidates());
            rankings.forEach(ranking -> ranking.put("limit", candidates));
            request.put("prefetch", rankings);
            request.put("query", Map.of("fusion", "rrf"));
        }
        request.put("limit", Math.min(MOST_AT_ONCE, query.limit()));
        request.put("with_payload", QdrantFields.IDENTITY);
        // A fused score says nothing about the similarity, so that is computed from the embeddings.
        request.put("with_vector", List.of(QdrantFields.DENSE));
        return request;
    }

    static Map<String, Object> scroll(Map<String, Object> filter, Object offset) {
        Map<String, Object> request = new LinkedHashMap<>();
        if (filter != null) {
            request.put("filter", filter);
        }
        if (offset != null) {
            request.put("offset", offset);
        }
        request.put("limit", MOST_AT_ONCE);
        request.put("with_payload", QdrantFields.COMPARED);
        request.put("with_vector", false);
        return request;
    }

    private static Map<String, Object> ranking(String vector, Object query, Map<String, Object> filter) {
        Map<String, Object> ranking = new LinkedHashMap<>();
        ranking.put("query", query);
        ranking.put("using", vector);
        ranking.put("filter", filter);
        return ranking;
    }
}
