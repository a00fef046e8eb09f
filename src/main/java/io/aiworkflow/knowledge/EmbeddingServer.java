package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Work;
import java.util.List;

/** Embeds with models that are not in this process. */
public interface EmbeddingServer {
    /**
     * One vector of length 1 for each text, in the same order; a text that is too long for the model is refused.
     *
     * @param work for whom and for what, which is what the tokens are counted for
     */
    List<float[]> embed(String model, List<String> texts, Work work);
}
