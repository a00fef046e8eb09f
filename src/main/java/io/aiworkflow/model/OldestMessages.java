package io.aiworkflow.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out of a conversation what is oldest. System messages, the question and the last message stay, and results stay
 * with what has asked for them.
 */
final class OldestMessages {
    private OldestMessages() {}

    /**
     * What is left of a conversation when as much is left out as has to be, or as can be.
     *
     * @param question what everything behind it is about; null for nothing
     * @param over how many tokens have to go
     * @param scale of the model's tokens to the estimate
     */
    static List<ChatMessage> leaveOut(List<ChatMessage> messages, ChatMessage question, double over, double scale) {
        List<ChatMessage> kept = new ArrayList<>();
        double left = over;
        int start = 0;
        while (start < messages.size()) {
            int end = endOfTurn(messages, start);
            List<ChatMessage> turn = messages.subList(start, end);
            if (left <= 0 || end == messages.size() || isNeeded(turn.get(0), question)) {
                kept.addAll(turn);
            } else {
                left -= turn.stream().mapToDouble(TokenEstimate::of).sum() * scale;
            }
            start = end;
        }
        return kept;
    }

    /** A result without the call that it belongs to is not understood, nor a call without its results. */
    private static int endOfTurn(List<ChatMessage> messages, int start) {
        int end = start + 1;
        while (end < messages.size() && messages.get(end).isToolResult()) {
            end++;
        }
        return end;
    }

    private static boolean isNeeded(ChatMessage message, ChatMessage question) {
        return message.isSystem() || message == question;
    }
}
