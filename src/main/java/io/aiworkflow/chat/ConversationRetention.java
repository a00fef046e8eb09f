package io.aiworkflow.chat;

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
        long all = 0;
        int deleted = JdbcConversations.SWEEP;
        for (int batches = 0; deleted == JdbcConversations.SWEEP && batches < MOST_BATCHES; batches++) {
            deleted = store.sweep(properties.retention());
            all += deleted;
        }
        return all;
    }
}
