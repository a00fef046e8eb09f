package io.aiworkflow.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Shows users their conversations, deletes them, and ends answers that are being made. */
@Component
@Profile("api")
class ConversationOperations {
    private final Conversations conversations;
    private final OpenChats open;
    private final CurrentSubmitter current;

    ConversationOperations(Conversations conversations, OpenChats open, CurrentSubmitter current) {
        this.conversations = conversations;
        this.open = open;
        this.current = current;
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        List<ConversationView> page = conversations.list(RequestParts.cursor(request), limit, current.get()).stream()
                .map(ConversationView::of)
                .toList();
        return Reply.ok(
                new Page(page, page.size() == limit ? page.get(limit - 1).id() : null));
    }

    Reply get(Message request) {
        int limit = RequestParts.limit(request);
        int after = after(request);
        Conversation conversation = conversations.find(id(request), current.get());
        List<StoredMessage> page = conversations.messages(conversation, after, limit);
        Integer next = page.size() == limit ? page.get(limit - 1).number() : null;
        return Reply.ok(new Whole(ConversationView.of(conversation), conversation.system(), page, next));
    }

    Reply delete(Message request) {
        UUID id = id(request);
        conversations.delete(id, current.get());
        open.stop(id);
        return Reply.done();
    }

    Reply stop(Message request) {
        UUID id = id(request);
        Submitter who = current.get();
        conversations.stop(id, who);
        open.stop(id);
        return Reply.done();
    }

    private static UUID id(Message request) {
        return RequestParts.id(request, "conversation", ErrorCode.CONVERSATION_NOT_FOUND);
    }

    private static int after(Message request) {
        String text = request.getHeader("cursor", String.class);
        try {
            int number = text == null ? 0 : Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber();
        }
        throw notANumber();
    }

    private static PermanentException notANumber() {
        return new PermanentException(ErrorCode.MALFORMED_REQUEST, "the cursor is not the number of a message");
    }

    /**
     * Some conversations.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<ConversationView> conversations, UUID next) {}

    /** A conversation as its owner sees it. */
    private record ConversationView(
            UUID id, String title, int messages, boolean answering, Instant createdAt, Instant updatedAt) {
        static ConversationView of(Conversation conversation) {
            return new ConversationView(
                    conversation.id(),
                    conversation.title(),
                    conversation.messages(),
                    conversation.answering(),
                    conversation.createdAt(),
                    conversation.updatedAt());
        }
    }

    /**
     * A conversation with some of its messages.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Whole(ConversationView conversation, String system, List<StoredMessage> messages, Integer next) {}
}
