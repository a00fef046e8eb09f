package io.aiworkflow.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatQuestionTest {
    private static final String ID = "01a213c3-b37d-788d-9c68-300949f63706";

    @Test
    void readsAllThatCanBeSaid() {
        ChatQuestion question = parse(
                "{\"conversation\":\"%s\",\"message\":\"Hi\",\"model\":\"qwen3:4b\",\"collection\":\"manuals\",\"limit\":3}"
                        .formatted(ID));
        assertThat(question.conversation()).contains(UUID.fromString(ID));
        assertThat(question.message()).isEqualTo("Hi");
        assertThat(question.model()).contains("qwen3:4b");
        assertThat(question.collection()).contains("manuals");
        assertThat(question.limit()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|",
                "{\"message\":\"  \"}|/message",
                "{\"message\":\"a\\u0000b\"}|/message",
                "{\"message\":\"a\",\"conversation\":\"x\"}|/conversation",
                "{\"message\":\"a\",\"system\":\"b\",\"conversation\":\"" + ID + "\"}|/system",
                "{\"message\":\"a\",\"limit\":3}|/limit",
                "{\"message\":\"a\",\"collection\":\"../x\"}|/collection",
                "{\"message\":\"a\",\"options\":{}}|"
            })
    void saysWhatDoesNotFit(String body, String field) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused -> assertThat(refused.errors())
                                .extracting(FieldError::field)
                                .contains(
                                        field == null ? refused.errors().get(0).field() : field));
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatThrownBy(() -> parse("{"))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_JSON));
    }

    @Test
    void namesAConversationByTheBeginningOfItsFirstMessage() {
        assertThat(Conversations.title(" How\n long? ")).isEqualTo("How long?");
        assertThat(Conversations.title("😀".repeat(200))).isEqualTo("😀".repeat(79) + "…");
    }

    private static ChatQuestion parse(String body) {
        return ChatQuestion.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
