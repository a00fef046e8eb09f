package io.aiworkflow.knowledge;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A model of the model server. Its own tokenizer is not to be had, so tokens are counted with the one of the model in
 * this process, which cuts words into pieces in about the same way; the server itself refuses what is too long.
 */
record ServerEmbedder(EmbeddingServer server, String model, boolean urgent, ToIntFunction<String> tokens)
        implements Embedder {
    private static final int MOST_TOKENS = 8192;

    @Override
    public int maxTokens() {
        return MOST_TOKENS;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return urgent ? server.embed(model, texts) : server.embedInBackground(model, texts);
    }

    @Override
    public int countTokens(String text) {
        return tokens.applyAsInt(text);
    }
}
