package io.aiworkflow.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * By how much the tokens of each model usually differ from the estimate, learnt from what servers have counted. All users
 * share it, so no single text moves it far, and nothing is refused because of it.
 */
final class TokenScale {
    private static final int MOST_MODELS = 200;
    private static final double LEAST = 0.6;
    private static final double MOST = 2;
    private static final double SHARE_OF_NEW = 0.2;
    /** A short text says nothing about a long one: the template's tokens outweigh it. */
    private static final int SHORTEST_TEXT = 200;

    private final Map<String, Double> scales = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
            return size() > MOST_MODELS;
        }
    };

    synchronized double of(String model) {
        return scales.getOrDefault(ModelName.full(model), 1.0);
    }

    /** A text that was estimated so has turned out to be so many tokens; 0 when the server did not say. */
    synchronized void counted(String model, double estimate, double counted) {
        if (counted > 0 && estimate >= SHORTEST_TEXT) {
            double seen = Math.min(MOST, Math.max(LEAST, counted / estimate));
            scales.put(ModelName.full(model), of(model) * (1 - SHARE_OF_NEW) + seen * SHARE_OF_NEW);
        }
    }
}
