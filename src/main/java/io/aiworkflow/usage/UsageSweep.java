package io.aiworkflow.usage;

import io.aiworkflow.failure.DatabaseTrouble;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * Keeps the cache within its bounds, in bounded batches, and connects it to Redis. Several processes may do so at once.
 */
class UsageSweep implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(UsageSweep.class);

    private final JdbcAnswers answers;
    private final Optional<RedisAnswers> redis;
    private final UsageProperties properties;
    private ScheduledExecutorService thread;

    UsageSweep(JdbcAnswers answers, Optional<RedisAnswers> redis, UsageProperties properties) {
        this.answers = answers;
        this.redis = redis;
        this.properties = properties;
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread sweeping = new Thread(task, "usage-sweep");
            sweeping.setDaemon(true);
            return sweeping;
        });
        long pause = properties.sweepEvery().toMillis();
        thread.scheduleWithFixedDelay(this::sweep, 0, pause, TimeUnit.MILLISECONDS);
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

    private void sweep() {
        redis.ifPresent(RedisAnswers::open);
        try {
            repeat(answers::removeOld, JdbcAnswers::isWholeBatch);
            repeat(answers::removeWithoutRoom, JdbcAnswers::isWholeBatch);
        } catch (RuntimeException e) {
            LOG.warn(
                    "What is old in the cache of model answers stays; the next try is in {}: {}",
                    properties.sweepEvery(),
                    DatabaseTrouble.reason(e));
        }
    }

    private void repeat(IntSupplier batch, IntPredicate more) {
        int removed;
        do {
            removed = batch.getAsInt();
        } while (more.test(removed) && isRunning());
    }
}
