package io.aiworkflow.chat;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Deletes conversations whose retention is over, in bounded batches. Several processes may do so at once. */
@Component
@Profile("api")
class ConversationSweep implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationSweep.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final int MOST_BATCHES = 50;

    private final JdbcConversations store;
    private final ChatProperties properties;
    private ScheduledExecutorService thread;

    ConversationSweep(JdbcConversations store, ChatProperties properties) {
        this.store = store;
        this.properties = properties;
    }

    void sweep() {
        int batches = 1;
        while (store.sweep(properties.retention()) && batches < MOST_BATCHES) {
            batches++;
        }
    }

    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread sweeping = new Thread(task, "conversation-sweep");
            sweeping.setDaemon(true);
            return sweeping;
        });
        long jitter = ThreadLocalRandom.current().nextLong(EVERY.toMillis());
        thread.scheduleWithFixedDelay(this::tellingSweep, jitter, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        thread.shutdownNow();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void tellingSweep() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.warn("Old conversations could not be deleted; the next try is soon: {}", DatabaseTrouble.reason(e));
        }
    }
}
