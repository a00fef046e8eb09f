package io.aiworkflow.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A function that a model may ask for. The gateway only tells the model about it; calling it is the caller's business.
 *
 * @param description what it does, for the model
 * @param parameters the JSON Schema of its arguments, an object
 */
public record ToolDefinition(String name, String description, Map<String, Object> parameters) {
    public ToolDefinition {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
