package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A model server for tests: each model counts words into as many buckets as its dimension says. It remembers what each
 * has embedded, and can be without one, or give up after some calls.
 */
final class ModelWords implements EmbeddingServer {
    private final Map<String, Integer> dimensions = new ConcurrentHashMap<>();
    private final Map<String, List<String>> embedded = new ConcurrentHashMap<>();
    private volatile int callsLeft = Integer.MAX_VALUE;

    ModelWords has(String model, int dimension) {
        dimensions.put(model, dimension);
        return this;
    }

    void lose(String model) {
        dimensions.remove(model);
    }

    /** From now on only so many calls are answered. */
    void answers(int calls) {
        callsLeft = calls;
    }

    List<String> embeddedBy(String model) {
        return List.copyOf(embedded.getOrDefault(model, List.of()));
    }

    @Override
    public synchronized List<float[]> embed(String model, List<String> texts, Work work) {
        Integer dimension = dimensions.get(model);
        if (dimension == null || callsLeft <= 0) {
            throw new TransientException(ErrorCode.MODEL_UNAVAILABLE, model + " cannot be reached", null, null);
        }
        callsLeft--;
        embedded.computeIfAbsent(model, each -> new CopyOnWriteArrayList<>()).addAll(texts);
        List<float[]> vectors = new ArrayList<>();
        texts.forEach(text -> vectors.add(WordEmbedder.vector(text, dimension)));
        return vectors;
    }
}
