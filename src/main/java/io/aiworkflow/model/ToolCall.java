package io.aiworkflow.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's wish to have a function called. Name and arguments come from the model: they are untrusted and not checked
 * against anything here.
 *
 * @param id what the result is to be marked with; null when the server gives none
 */
public record ToolCall(String id, String name, Map<String, Object> arguments) {
    public ToolCall {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }
}
