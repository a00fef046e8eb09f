package io.aiworkflow.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model answered.
 *
 * @param model the model that answered
 * @param server the address of its server, without credentials
 * @param text the answer as the model wrote it
 * @param thinking what the model has thought before, as far as the server shows it
 * @param value the answer as plain JSON values when a schema was given, else the same as {@code text}
 * @param toolCalls what the model wants to have called; untrusted
 * @param doneReason {@code stop}, or {@code length} when the answer was cut because it became too long
 * @param notes what was done otherwise than asked, in sentences for people: another model, messages left out, repairs
 */
public record ChatAnswer(
        String model,
        String server,
        String text,
        String thinking,
        Object value,
        List<ToolCall> toolCalls,
        String doneReason,
        Usage usage,
        List<String> notes)
        implements ModelAnswer<ChatAnswer> {
    public ChatAnswer {
        toolCalls = List.copyOf(toolCalls);
        notes = List.copyOf(notes);
    }

    /** Tokens read. */
    public long promptTokens() {
        return usage.promptTokens();
    }

    /** Tokens written. */
    public long answerTokens() {
        return usage.answerTokens();
    }

    ChatAnswer withValue(Object parsed) {
        return new ChatAnswer(model, server, text, thinking, parsed, toolCalls, doneReason, usage, notes);
    }

    @Override
    public ChatAnswer withUsage(Usage other) {
        return new ChatAnswer(model, server, text, thinking, value, toolCalls, doneReason, other, notes);
    }

    /** With notes before its own. */
    ChatAnswer noting(List<String> earlier) {
        if (earlier.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(earlier);
        all.addAll(notes);
        return new ChatAnswer(model, server, text, thinking, value, toolCalls, doneReason, usage, all);
    }

    /**
     * This answer, if the model has ended it itself.
     *
     * @throws ModelAnswerInvalid when it broke off where the context or the limit of tokens was reached
     */
    public ChatAnswer requireWhole() {
        if (cutOff()) {
            throw new ModelAnswerInvalid(
                    "model '%s' has written until its context was full, so the answer breaks off; shorten what it is given, or use a larger context"
                            .formatted(model),
                    text);
        }
        return this;
    }

    boolean cutOff() {
        return "length".equals(doneReason);
    }
}
