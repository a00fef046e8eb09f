package io.aiworkflow.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class OpenChatsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final ChatProperties PROPERTIES =
            new ChatProperties(NEVER, 10, 10, 1000, 1000, 10, 10, NEVER, NEVER, NEVER);

    private final AtomicInteger ends = new AtomicInteger();
    private final Conversations conversations = new Conversations(null, null, null, PROPERTIES) {
        @Override
        Optional<Integer> end(Turn turn, Answer answer) {
            if (ends.incrementAndGet() < 3) {
                throw new DataAccessResourceFailureException("told to fail", new SQLException("told to fail", "57P03"));
            }
            return Optional.of(2);
        }
    };
    private final ChatAnswers answers = new ChatAnswers(null, null, null, conversations) {
        @Override
        Answer answer(ChatStream stream, ChatListener listener) {
            return Answer.withoutModel("none", "Nothing.", List.of(), List.of());
        }
    };

    @Test
    void aFinishedAnswerOutlastsADatabaseThatIsAwayForAMoment() {
        OpenChats open = new OpenChats(answers, conversations, null, new ChatEvents(new ObjectMapper()), PROPERTIES);
        Sent sent = new Sent();
        open.start();
        try {
            ChatStream stream = new ChatStream(turn(), () -> true, async(), sent);
            stream.onWritePossible();
            open.admit("ann");
            open.answer(stream);

            await().atMost(PATIENCE).until(stream::isClosed);
        } finally {
            open.stop();
        }
        assertThat(ends).hasValue(3);
        assertThat(sent.text()).contains("event: end", "\"message\":2", "Nothing.");
    }

    private static Turn turn() {
        ChatQuestion question =
                new ChatQuestion(Optional.empty(), "Hi", Optional.empty(), Optional.empty(), Optional.empty(), null);
        return new Turn(UUID.randomUUID(), UUID.randomUUID(), 1, null, question, new Submitter("ann", UserRole.USER));
    }

    private static MockAsyncContext async() {
        return new MockAsyncContext(new MockHttpServletRequest(), new MockHttpServletResponse());
    }

    private static final class Sent extends ServletOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            // The test tells when something can be written.
        }

        @Override
        public void write(int value) {
            bytes.write(value);
        }

        private String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
