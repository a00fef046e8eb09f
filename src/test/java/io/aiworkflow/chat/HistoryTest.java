package io.aiworkflow.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.chat.JdbcMessages.Said;
import io.aiworkflow.model.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void tellsQuestionsWithTheirAnswersTheOldestFirst() {
        History history = History.of(
                List.of(answer(4, "Fine."), question(3, "And you?"), answer(2, "Hello."), question(1, "Hi.")), 5, 1000);
        assertThat(history.messages())
                .containsExactly(
                        ChatMessage.user("Hi."),
                        ChatMessage.assistant("Hello."),
                        ChatMessage.user("And you?"),
                        ChatMessage.assistant("Fine."));
        assertThat(history.notes()).isEmpty();
    }

    @Test
    void leavesOutQuestionsThatGotNoWordAsAnswer() {
        History history = History.of(
                List.of(
                        question(5, "Dead?"),
                        answer(4, " "),
                        question(3, "Failed?"),
                        answer(2, "Yes."),
                        question(1, "A?")),
                6,
                1000);
        assertThat(history.messages()).containsExactly(ChatMessage.user("A?"), ChatMessage.assistant("Yes."));
    }

    @Test
    void saysWhatIsTooOldToBeRead() {
        History history = History.of(List.of(answer(4, "Fine."), question(3, "And you?")), 5, 20);
        assertThat(history.messages()).hasSize(2);
        assertThat(history.notes())
                .containsExactly(
                        "The 2 oldest messages were left out, because 20 characters of a conversation are read.");
        assertThat(History.of(List.of(), 5, 20).notes())
                .singleElement()
                .asString()
                .startsWith("The 4 oldest");
        assertThat(History.of(List.of(), 1, 20).notes()).isEmpty();
    }

    @Test
    void takesMarkersOfEarlierPassagesOutOfAnswersOverDocumentsOnly() {
        History history = History.of(
                List.of(
                        answer(4, "Read a[1] first."),
                        question(3, "Code?"),
                        new Said(2, "assistant", "24 months [1][2].", true),
                        question(1, "How long?")),
                5,
                1000);
        assertThat(history.messages())
                .extracting(ChatMessage::content)
                .containsExactly("How long?", "24 months.", "Code?", "Read a[1] first.");
    }

    private static Said question(int number, String text) {
        return new Said(number, "user", text, false);
    }

    private static Said answer(int number, String text) {
        return new Said(number, "assistant", text, false);
    }
}
