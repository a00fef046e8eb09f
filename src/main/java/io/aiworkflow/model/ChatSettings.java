package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "max");
    private final KameletSettings settings;

    ChatSettings(KameletSettings settings) {
        this.settings = settings;
    }

    /** @param origin for whom, unless the settings choose another priority */
    ChatRequest request(CallOrigin origin) throws JsonProcessingException {
        return new ChatRequest(
                settings.text("model"),
                messages(),
                settings.object("schema"),
                options(),
                tools(),
                think(),
                policy(),
                origin(origin));
    }

    /** Whether the body becomes all that is known of the answer, instead of its value alone. */
    boolean wantsEverything() {
        String answer = chosen("answer", settings.has("tools") ? "full" : "value", Set.of("value", "full"));
        return answer.equals("full");
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
            messages.set(last, messages.get(last).withImages(images(settings.value("images"))));
        }
        return messages;
    }

    private static List<String> images(Object value) {
        List<String> images = new ArrayList<>();
        for (Object image : value instanceof Collection<?> all ? all : List.of(value == null ? "" : value)) {
            if (image instanceof byte[] bytes) {
                images.add(Base64.getEncoder().encodeToString(bytes));
            } else if (image instanceof String text && isBase64(text)) {
                images.add(text);
            } else {
                throw new IllegalArgumentException("'images' must yield pictures: bytes, or texts in base64");
            }
        }
        return images;
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
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
                    message.get("images") == null ? List.of() : images(message.get("images")),
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

    private Map<String, Object> options() throws JsonProcessingException {
        Map<String, Object> options = new LinkedHashMap<>();
        if (settings.has("options")) {
            options.putAll(settings.object("options"));
        }
        if (settings.has("temperature")) {
            options.put(
                    "temperature", Double.valueOf(settings.text("temperature").strip()));
        }
        return options;
    }

    private Object think() {
        String think = settings.has("think") ? settings.text("think").strip() : null;
        if (think == null || EFFORTS.contains(think)) {
            return think;
        }
        if (think.equals("true") || think.equals("false")) {
            return Boolean.valueOf(think);
        }
        throw new IllegalArgumentException("think must be true, false, low, medium, high or max");
    }

    private CallPolicy policy() {
        OnOverflow onOverflow = settings.has("onOverflow")
                ? OnOverflow.ofWireName(settings.text("onOverflow").strip())
                : OnOverflow.REFUSE;
        boolean streamed = chosen("stream", "true", Set.of("true", "false")).equals("true");
        return new CallPolicy(
                onOverflow, model("largerModel"), model("fallbackModel"), streamed, settings.flag("cache"));
    }

    /** An expression that yields nothing names no model. */
    private String model(String name) {
        String model = settings.text(name);
        return model == null || model.isBlank() ? null : model.strip();
    }

    private CallOrigin origin(CallOrigin origin) {
        String priority = chosen("priority", origin.priority().wireName(), Set.of("interactive", "background"));
        return origin.with(Priority.valueOf(priority.toUpperCase(Locale.ROOT)));
    }

    private String chosen(String name, String usual, Set<String> possible) {
        String value = settings.has(name) ? settings.text(name).strip() : usual;
        if (!possible.contains(value)) {
            throw new IllegalArgumentException("%s must be one of %s"
                    .formatted(
                            name, String.join(", ", possible.stream().sorted().toList())));
        }
        return value;
    }
}
