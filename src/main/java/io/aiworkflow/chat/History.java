package io.aiworkflow.chat;

import io.aiworkflow.chat.JdbcMessages.Said;
import io.aiworkflow.model.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a model is told of a conversation before its newest message: questions with their answers, the oldest first.
 * A question that got no word as answer is left out.
 *
 * @param notes what was left out, in sentences for people
 */
record History(List<ChatMessage> messages, List<String> notes) {
    /** They would be taken for passages of the present answer. */
    private static final Pattern MARKER = Pattern.compile("\\s*\\[\\d{1,9}]");

    /**
     * @param newestFirst as much as may be read
     * @param number which message of the conversation the newest one is
     * @param mostCharacters how much may be read
     */
    static History of(List<Said> newestFirst, int number, int mostCharacters) {
        List<ChatMessage> messages = new ArrayList<>();
        int oldest = newestFirst.isEmpty()
                ? number
                : newestFirst.get(newestFirst.size() - 1).number();
        for (int i = newestFirst.size() - 1; i > 0; i--) {
            Said question = newestFirst.get(i);
            Said answer = newestFirst.get(i - 1);
            if (question.role().equals("user")
                    && answer.role().equals("assistant")
                    && !answer.content().isBlank()) {
                messages.add(ChatMessage.user(question.content()));
                messages.add(
                        ChatMessage.assistant(answer.cited() ? withoutMarkers(answer.content()) : answer.content()));
                i--;
            }
        }
        List<String> notes = oldest == 1
                ? List.of()
                : List.of("The %d oldest messages were left out, because %d characters of a conversation are read."
                        .formatted(oldest - 1, mostCharacters));
        return new History(messages, notes);
    }

    private static String withoutMarkers(String text) {
        return MARKER.matcher(text).replaceAll("");
    }
}
