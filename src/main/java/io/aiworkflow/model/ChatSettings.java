package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a request of the settings of {@code ollama-chat-action}. What is wrong with them is an author's mistake. */
final class ChatSettings {
    static final String[] NAMES = {
        "prompt",
        "messages",
        "system",
        "images",
        "model",
        "schema",
        "temperature",
        "options",
        "tools",
        "think",
        "priority",
        "onOverflow",
        "largerModel",
        "fallbackModel",
        "stream",
        "cache",
        "answer"
    };

    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");
    private final CallSettings call;
    private final KameletSettings settings;

    ChatSettings(CallSettings call) {
        this.call = call;
        this.settings = call.settings();
    }

    ChatRequest request() throws JsonProcessingException {
        return new ChatRequest(
                settings.text("model"),
                messages(),
                settings.object("schema"),
                call.options(),
                tools(),
                call.think(),
                call.policy(),
                call.origin());
    }

    boolean wantsEverything() {
        return call.wantsEverything(settings.has("tools"));
    }

    /** System message, then earlier messages, then the prompt; the body is the prompt when neither is set. */
    private List<ChatMessage> messages() {
        List<ChatMessage> messages = new ArrayList<>();
        if (settings.has("system")) {
            messages.add(ChatMessage.system(settings.text("system")));
        }
        if (settings.has("messages")) {
            messages.addAll(conversation(settings.value("messages")));
        }
        if (settings.has("prompt") || !settings.has("messages")) {
            String prompt = settings.has("prompt") ? settings.text("prompt") : settings.body();
            if (prompt.isBlank()) {
                throw new IllegalArgumentException("the prompt is empty");
            }
            messages.add(ChatMessage.user(prompt));
        }
        return withImages(messages);
    }

    /** Pictures belong to the last message. */
    private List<ChatMessage> withImages(List<ChatMessage> messages) {
        if (settings.has("images")) {
            int last = messages.size() - 1;
            messages.set(last, messages.get(last).withImages(call.images()));
        }
        return messages;
    }

    private static List<ChatMessage> conversation(Object value) {
        if (!(value instanceof Collection<?> items) || items.isEmpty()) {
            throw new IllegalArgumentException("'messages' must yield a list with at least one message");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> message)
                    || !(message.get("role") instanceof String role)
                    || !ROLES.contains(role)
                    || !(message.get("content") instanceof String content)) {
                throw new IllegalArgumentException(
                        "message %d must be {role: system|user|assistant|tool, content: text}"
                                .formatted(messages.size() + 1));
            }
            messages.add(new ChatMessage(
                    role,
                    content,
                    message.get("images") == null ? List.of() : CallSettings.images(message.get("images")),
                    toolCalls(message.get("toolCalls")),
                    message.get("toolName") instanceof String name ? name : null,
                    message.get("toolCallId") instanceof String id ? id : null));
        }
        return messages;
    }

    private static List<ToolCall> toolCalls(Object value) {
        List<ToolCall> calls = new ArrayList<>();
        for (Object item : value instanceof Collection<?> all ? all : List.of()) {
            if (!(item instanceof Map<?, ?> call)
                    || !(call.get("name") instanceof String name)
                    || !(call.get("arguments") instanceof Map<?, ?> arguments)) {
                throw new IllegalArgumentException("each of 'toolCalls' must be {name: text, arguments: map}");
            }
            calls.add(new ToolCall(
                    call.get("id") instanceof String id ? id : null, name, KameletSettings.asObject(arguments)));
        }
        return calls;
    }

    private List<ToolDefinition> tools() throws JsonProcessingException {
        List<ToolDefinition> tools = new ArrayList<>();
        for (Map<String, Object> tool : settings.objects("tools")) {
            if (!(tool.get("name") instanceof String name) || !name.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException(
                        "each of 'tools' needs a name of letters, digits, hyphens and underscores");
            }
            Object parameters = tool.getOrDefault("parameters", Map.of("type", "object"));
            if (!(parameters instanceof Map<?, ?> schema)) {
                throw new IllegalArgumentException("the parameters of tool '%s' must be a JSON Schema".formatted(name));
            }
            Object description = tool.getOrDefault("description", "");
            tools.add(new ToolDefinition(name, description.toString(), KameletSettings.asObject(schema)));
        }
        return tools;
    }
}
