package io.aiworkflow.knowledge;

import java.util.List;

/** Embeds with models that are not in this process. */
public interface EmbeddingServer {
    /** One vector of length 1 for each text, in the same order; a text that is too long for the model is refused. */
    List<float[]> embed(String model, List<String> texts);

    /** The same for work that nobody waits for: it may fail because others have all places, and is to come again. */
    default List<float[]> embedInBackground(String model, List<String> texts) {
        return embed(model, texts);
    }
}
