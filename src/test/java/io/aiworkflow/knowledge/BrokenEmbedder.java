package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.List;

/** An embedder that counts tokens but embeds nothing. */
final class BrokenEmbedder extends WordEmbedder {
    BrokenEmbedder(String model) {
        super(model);
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        throw new PermanentException(ErrorCode.MODEL_REFUSED, "this model embeds nothing");
    }
}
