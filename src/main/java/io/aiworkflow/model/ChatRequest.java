package io.aiworkflow.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A question to a model. It does not choose the context length: that is fixed for each model.
 *
 * @param model null for the configured one
 * @param messages the conversation, oldest first, at least one
 * @param schema the JSON Schema that the answer must fit, or null for plain text
 * @param options Ollama's options, for example {@code temperature}, {@code seed}, {@code num_predict}
 */
public record ChatRequest(
        String model, List<ChatMessage> messages, Map<String, Object> schema, Map<String, Object> options) {
    public ChatRequest {
        messages = List.copyOf(messages);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** One user message to the configured model, answered in plain text. */
    public static ChatRequest of(String prompt) {
        return new ChatRequest(null, List.of(ChatMessage.user(prompt)), null, Map.of());
    }
}
