package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.aiworkflow.knowledge.SearchWords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text as a sparse vector: each word is a dimension, found by a hash. A chunk's weights are the part of BM25 that
 * depends on the chunk alone; Qdrant multiplies them with the rarity of each word (its modifier {@code idf}).
 *
 * @param indices in ascending order, from 0 to 2^32 - 1
 * @param values one for each index
 */
record WordWeights(
        @JsonProperty long[] indices, @JsonProperty float[] values) {
    private static final double SATURATION = 1.2;
    private static final double LENGTH_MATTERS = 0.75;

    /**
     * The usual number of words in a chunk. BM25 takes the average of the whole index, which nobody knows while it is
     * being filled; how long a chunk becomes is a setting, so a fixed number comes close.
     */
    private static final double USUAL_LENGTH = 120;

    static WordWeights ofChunk(String text) {
        List<String> words = SearchWords.of(text);
        Map<Long, Double> counts = new TreeMap<>();
        words.forEach(word -> counts.merge(dimension(word), 1.0, Double::sum));
        double length = 1 - LENGTH_MATTERS + LENGTH_MATTERS * words.size() / USUAL_LENGTH;
        counts.replaceAll((word, count) -> count * (SATURATION + 1) / (count + SATURATION * length));
        return of(counts);
    }

    static WordWeights ofQuestion(List<String> words) {
        Map<Long, Double> once = new TreeMap<>();
        words.forEach(word -> once.put(dimension(word), 1.0));
        return of(once);
    }

    private static WordWeights of(Map<Long, Double> weights) {
        long[] indices = new long[weights.size()];
        float[] values = new float[weights.size()];
        int next = 0;
        for (Map.Entry<Long, Double> weight : weights.entrySet()) {
            indices[next] = weight.getKey();
            values[next++] = weight.getValue().floatValue();
        }
        return new WordWeights(indices, values);
    }

    /** FNV-1a. It is part of what lies in the index: another hash needs a new index. */
    static long dimension(String word) {
        int hash = 0x811C9DC5;
        for (byte part : word.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (part & 0xFF)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }
}
