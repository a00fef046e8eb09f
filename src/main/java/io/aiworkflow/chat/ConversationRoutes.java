package io.aiworkflow.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of conversations. */
@Component
@Profile("api")
class ConversationRoutes extends OperationRoutes {
    private final ConversationOperations conversations;

    ConversationRoutes(ConversationOperations conversations, ObjectMapper json) {
        super(json);
        this.conversations = conversations;
    }

    @Override
    public void configure() {
        rest("/api/v1/conversations")
                .get()
                .to("direct:list-conversations")
                .get("/{id}")
                .to("direct:get-conversation")
                .delete("/{id}")
                .to("direct:delete-conversation")
                .post("/{id}/stop")
                .to("direct:stop-conversation");

        operation("list-conversations", "Lists one's conversations, newest first", conversations::list);
        operation("get-conversation", "Gives a conversation with its messages", conversations::get);
        operation("delete-conversation", "Deletes a conversation with its messages", conversations::delete);
        operation("stop-conversation", "Ends the answer that is being made", conversations::stop);
    }
}
