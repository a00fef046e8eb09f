package io.aiworkflow.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text for a model to go on with, without a conversation around it.
 *
 * @param model null for the configured chat model
 * @param suffix what comes behind the gap that the model is to fill, or null
 * @param system what the model should be and do, or null
 * @param raw whether the prompt goes to the model as it is, without the model's own template
 * @param options as for a chat
 */
public record GenerateRequest(
        String model,
        String prompt,
        String suffix,
        String system,
        boolean raw,
        Map<String, Object> options,
        CallOrigin origin) {
    public GenerateRequest {
        model = model == null ? null : ModelName.plain(model);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** A prompt for the configured model. */
    public static GenerateRequest of(String prompt) {
        return new GenerateRequest(null, prompt, null, null, false, Map.of(), CallOrigin.ENGINE);
    }

    GenerateRequest withModel(String other) {
        return new GenerateRequest(other, prompt, suffix, system, raw, options, origin);
    }
}
