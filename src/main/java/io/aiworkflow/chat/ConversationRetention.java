package io.aiworkflow.chat;

import io.aiworkflow.platform.Batches;
import org.springframework.stereotype.Component;

/** Deletes conversations whose retention is over, in bounded batches. Several processes may do so at once. */
@Component
public class ConversationRetention {
    private static final int MOST_BATCHES = 200;

    private final JdbcConversations store;
    private final ChatProperties properties;

    ConversationRetention(JdbcConversations store, ChatProperties properties) {
        this.store = store;
        this.properties = properties;
    }

    /** @return how many went; the next time goes on with what is left */
    public long sweep() {
        return Batches.repeat(JdbcConversations.SWEEP, MOST_BATCHES, () -> store.sweep(properties.retention()));
    }
}
