package io.aiworkflow.model;

import java.util.ArrayList;
import java.util.List;

/** Puts the pieces of an answer together while they come, and passes them on. */
final class AnswerText {
    private static final int MAX_CHARACTERS = 8 * 1024 * 1024;

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private final ServerErrors errors;
    private final String model;
    private final CallListener listener;

    AnswerText(ServerErrors errors, String model, CallListener listener) {
        this.errors = errors;
        this.model = model;
        this.listener = listener;
    }

    void text(String piece) {
        if (!piece.isEmpty()) {
            append(text, piece);
            listener.text(piece);
        }
    }

    void thinking(String piece) {
        if (!piece.isEmpty()) {
            append(thinking, piece);
            listener.thinking(piece);
        }
    }

    void toolCall(ToolCall call) {
        toolCalls.add(call);
    }

    ChatAnswer end(String server, String doneReason, Usage usage) {
        String whole = text.toString();
        return new ChatAnswer(
                model, server, whole, thinking.toString(), whole, toolCalls, doneReason, usage, List.of());
    }

    private void append(StringBuilder whole, String piece) {
        if (whole.length() + piece.length() > MAX_CHARACTERS) {
            throw errors.said(model, "it is longer than %d characters".formatted(MAX_CHARACTERS));
        }
        whole.append(piece);
    }
}
