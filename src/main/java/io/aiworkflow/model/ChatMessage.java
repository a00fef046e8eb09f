package io.aiworkflow.model;

import java.util.List;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param images pictures for the model in base64
 * @param toolCalls what an assistant's message has asked for
 * @param toolName whose result a tool's message is, else null
 * @param toolCallId which call it is the result of; null when the call had no id
 */
public record ChatMessage(
        String role,
        String content,
        List<String> images,
        List<ToolCall> toolCalls,
        String toolName,
        String toolCallId) {
    public ChatMessage {
        images = List.copyOf(images);
        toolCalls = List.copyOf(toolCalls);
    }

    public ChatMessage(String role, String content) {
        this(role, content, List.of(), List.of(), null, null);
    }

    public static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    public static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    public static ChatMessage assistant(String content) {
        return new ChatMessage("assistant", content);
    }

    /** What an assistant has said and asked for. */
    public static ChatMessage assistant(String content, List<ToolCall> toolCalls) {
        return new ChatMessage("assistant", content, List.of(), toolCalls, null, null);
    }

    /** The result of a call. */
    public static ChatMessage result(ToolCall call, String content) {
        return new ChatMessage("tool", content, List.of(), List.of(), call.name(), call.id());
    }

    /** The same with pictures. */
    public ChatMessage withImages(List<String> base64) {
        return new ChatMessage(role, content, base64, toolCalls, toolName, toolCallId);
    }

    boolean isSystem() {
        return role.equals("system");
    }

    boolean isUser() {
        return role.equals("user");
    }

    boolean isToolResult() {
        return role.equals("tool");
    }
}
