package io.aiworkflow.model;

import java.util.List;

/**
 * Texts to embed. They are never cut.
 *
 * @param model null for the configured one
 * @param dimensions how long the vectors are to be, for models that allow it; null for the model's own length
 * @param cached whether vectors of the same texts may be taken from the cache, and these kept there
 */
public record EmbedRequest(String model, List<String> texts, Integer dimensions, CallOrigin origin, boolean cached) {
    public EmbedRequest {
        model = model == null ? null : ModelName.plain(model);
        texts = List.copyOf(texts);
    }

    /** Without the cache. */
    public EmbedRequest(String model, List<String> texts, Integer dimensions, CallOrigin origin) {
        this(model, texts, dimensions, origin, false);
    }

    public EmbedRequest(String model, List<String> texts) {
        this(model, texts, null, CallOrigin.ENGINE);
    }

    EmbedRequest withModel(String other) {
        return new EmbedRequest(other, texts, dimensions, origin, cached);
    }

    EmbedRequest withTexts(List<String> others) {
        return new EmbedRequest(model, others, dimensions, origin, cached);
    }
}
