package io.aiworkflow.model;

import java.util.List;

/**
 * What an embedding model made of texts.
 *
 * @param server the address of its server, without credentials
 * @param vectors one for each text, in the same order, all of the same length
 */
public record EmbedAnswer(String model, String server, List<List<Double>> vectors, Usage usage)
        implements ModelAnswer<EmbedAnswer> {
    public EmbedAnswer {
        vectors = List.copyOf(vectors);
    }

    @Override
    public EmbedAnswer withUsage(Usage other) {
        return new EmbedAnswer(model, server, vectors, other);
    }
}
