package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Work;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A model of the model server. Its own tokenizer is not to be had, so tokens are counted with the one of the model in
 * this process, which cuts words into pieces in about the same way; the server itself refuses what is too long.
 */
record ServerEmbedder(EmbeddingServer server, String model, Work work, ToIntFunction<String> tokens)
        implements Embedder {
    private static final int MOST_TOKENS = 8192;

    @Override
    public int maxTokens() {
        return MOST_TOKENS;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return server.embed(model, texts, work);
    }

    @Override
    public int countTokens(String text) {
        return tokens.applyAsInt(text);
    }
}
