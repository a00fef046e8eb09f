package io.aiworkflow.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.model.QueuePlace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Writes what happens while a message is answered as Server-Sent Events. */
@Component
class ChatEvents {
    /** Shows whether somebody is still there. */
    static final String HEARTBEAT = ": still here\n\n";

    private final ObjectMapper json;

    ChatEvents(ObjectMapper json) {
        this.json = json;
    }

    /** The first one. */
    String start(Turn turn) {
        return event("start", new Start(turn.conversation(), turn.number()));
    }

    String queued(QueuePlace place) {
        Long seconds = place.forecast().map(Duration::toSeconds).orElse(null);
        return event("queued", new Queued(place.position(), seconds));
    }

    String thinking(String piece) {
        return event("thinking", Map.of("text", piece));
    }

    String token(String piece) {
        return event("token", Map.of("text", piece));
    }

    /** What came so far does not count. */
    String restart() {
        return event("restart", Map.of());
    }

    /**
     * The last one of an answer that did not fail. Its text is what counts: markers that stand for no passage are gone.
     *
     * @param number which message of the conversation it is; empty when that has been deleted
     */
    String end(Turn turn, Optional<Integer> number, Answer answer) {
        return event(
                "end",
                new End(
                        turn.conversation(),
                        number.orElse(null),
                        answer.state().wireName(),
                        answer.mode(),
                        answer.text(),
                        answer.citations(),
                        answer.notes().isEmpty() ? null : answer.notes(),
                        answer.model(),
                        answer.promptTokens() > 0 ? answer.promptTokens() : null,
                        answer.answerTokens() > 0 ? answer.answerTokens() : null));
    }

    /** The last one of an answer that failed. */
    String error(Turn turn, Problem problem) {
        return event("error", problem.with("conversation", turn.conversation()));
    }

    private String event(String type, Object data) {
        try {
            return "event: %s\ndata: %s\n\n".formatted(type, json.writeValueAsString(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written as JSON", e);
        }
    }

    private record Start(UUID conversation, int message) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Queued(int position, Long forecastSeconds) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record End(
            UUID conversation,
            Integer message,
            String state,
            String mode,
            String answer,
            List<Map<String, Object>> citations,
            List<String> notes,
            String model,
            Long promptTokens,
            Long answerTokens) {}
}
