package io.aiworkflow.chat;

import io.aiworkflow.model.ChatMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts together what a model is told: its instructions, what was said before, and the newest message, which holds the
 * passages too, so that they are never left out for want of room.
 */
final class ChatPrompt {
    private static final String WITH_DOCUMENTS = read("/prompts/chat-with-documents.txt");

    private ChatPrompt() {}

    static List<ChatMessage> of(Turn turn, History history) {
        return messages(turn, history, List.of(), turn.question().message());
    }

    /** @param blocks the delimited blocks {@code passages} and {@code question} */
    static List<ChatMessage> of(Turn turn, History history, Map<String, Object> blocks) {
        return messages(
                turn,
                history,
                List.of(ChatMessage.system(WITH_DOCUMENTS)),
                blocks.get("passages") + "\n" + blocks.get("question"));
    }

    private static List<ChatMessage> messages(
            Turn turn, History history, List<ChatMessage> instructions, String newest) {
        List<ChatMessage> messages = new ArrayList<>();
        if (turn.system() != null) {
            messages.add(ChatMessage.system(turn.system()));
        }
        messages.addAll(instructions);
        messages.addAll(history.messages());
        messages.add(ChatMessage.user(newest));
        return messages;
    }

    private static String read(String file) {
        try (InputStream in = ChatPrompt.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
