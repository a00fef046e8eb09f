package io.aiworkflow.knowledge;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one ranking of several by reciprocal rank fusion, with Qdrant's formula: each ranking adds 1 / (k + position),
 * counted from 0. Scores are not looked at, since those of different searches cannot be compared.
 */
public final class RankFusion {
    /** Qdrant's own default: the first places count much more than the next ones. docs/knowledge.md has the figures. */
    private static final int K = 2;

    private RankFusion() {}

    /** The best, best first; of equal ones the one that an earlier ranking has seen first. */
    public static <T> List<T> fuse(List<List<T>> rankings, int limit) {
        Map<T, Double> scores = new LinkedHashMap<>();
        for (List<T> ranking : rankings) {
            for (int position = 0; position < ranking.size(); position++) {
                scores.merge(ranking.get(position), 1.0 / (K + position), Double::sum);
            }
        }
        return scores.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }
}
