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
 * @param tools functions that the model may ask for
 * @param think whether the model is to think first: true, false, {@code low}, {@code medium}, {@code high}, {@code max},
 *     or null for the model's own way
 */
public record ChatRequest(
        String model,
        List<ChatMessage> messages,
        Map<String, Object> schema,
        Map<String, Object> options,
        List<ToolDefinition> tools,
        Object think,
        CallPolicy policy,
        CallOrigin origin) {
    public ChatRequest {
        model = model == null ? null : ModelName.plain(model);
        messages = List.copyOf(messages);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        tools = List.copyOf(tools);
    }

    public ChatRequest(
            String model, List<ChatMessage> messages, Map<String, Object> schema, Map<String, Object> options) {
        this(model, messages, schema, options, List.of(), null, CallPolicy.USUAL, CallOrigin.ENGINE);
    }

    /** One user message to the configured model, answered in plain text. */
    public static ChatRequest of(String prompt) {
        return new ChatRequest(null, List.of(ChatMessage.user(prompt)), null, Map.of());
    }

    public ChatRequest withModel(String other) {
        return new ChatRequest(other, messages, schema, options, tools, think, policy, origin);
    }

    public ChatRequest withMessages(List<ChatMessage> others) {
        return new ChatRequest(model, others, schema, options, tools, think, policy, origin);
    }

    public ChatRequest withTools(List<ToolDefinition> others) {
        return new ChatRequest(model, messages, schema, options, others, think, policy, origin);
    }

    /** @param wish as in the component */
    public ChatRequest withThink(Object wish) {
        return new ChatRequest(model, messages, schema, options, tools, wish, policy, origin);
    }

    public ChatRequest with(CallPolicy other) {
        return new ChatRequest(model, messages, schema, options, tools, think, other, origin);
    }
}
