package io.aiworkflow.knowledge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A tiny embedder for tests: texts are close when they share words. It counts how many texts it was given. */
class WordEmbedder implements Embedder {
    private static final int DIMENSIONS = 1024;

    private final String model;
    private final List<String> embedded = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> counting = ConcurrentHashMap.newKeySet();

    WordEmbedder(String model) {
        this.model = model;
    }

    List<String> embedded() {
        return embedded;
    }

    /** The names of the threads on which tokens were counted. */
    Set<String> counting() {
        return counting;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public int maxTokens() {
        return 500;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        embedded.addAll(texts);
        return texts.stream().map(text -> vector(text, DIMENSIONS)).toList();
    }

    @Override
    public int countTokens(String text) {
        counting.add(Thread.currentThread().getName());
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    static float[] vector(String text, int dimensions) {
        float[] vector = new float[dimensions];
        double length = 0;
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
            vector[Math.floorMod(word.hashCode(), dimensions)] += 1;
        }
        for (float value : vector) {
            length += value * value;
        }
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= (float) Math.sqrt(length);
        }
        return vector;
    }
}
