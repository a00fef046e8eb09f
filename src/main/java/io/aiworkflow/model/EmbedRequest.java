package io.aiworkflow.model;

import java.util.List;

/**
 * Texts to embed. They are never cut.
 *
 * @param model null for the configured one
 * @param dimensions how long the vectors are to be, for models that allow it; null for the model's own length
 */
public record EmbedRequest(String model, List<String> texts, Integer dimensions, CallOrigin origin) {
    public EmbedRequest {
        texts = List.copyOf(texts);
    }

    public EmbedRequest(String model, List<String> texts) {
        this(model, texts, null, CallOrigin.ENGINE);
    }

    EmbedRequest withModel(String other) {
        return new EmbedRequest(other, texts, dimensions, origin);
    }
}
