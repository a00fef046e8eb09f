package io.aiworkflow.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a server tells about a model.
 *
 * @param capabilities such as {@code completion}, {@code tools}, {@code vision}, {@code embedding}, {@code thinking}
 * @param trainedContextLength the longest context that the model was made for, null when unknown
 * @param embeddingLength the length of its vectors, null when unknown
 * @param usedContextLength the context that this engine asks for
 * @param parameters the model's own options, as text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDetails(
        String model,
        String server,
        List<String> capabilities,
        Long trainedContextLength,
        Long embeddingLength,
        int usedContextLength,
        String parameters,
        String template) {
    public ModelDetails {
        capabilities = List.copyOf(capabilities);
    }

    boolean onlyEmbeds() {
        return capabilities.contains("embedding") && !capabilities.contains("completion");
    }
}
