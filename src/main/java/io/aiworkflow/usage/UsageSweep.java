package io.aiworkflow.usage;

import io.aiworkflow.platform.BackgroundTask;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/**
 * Keeps the cache within its bounds, in bounded batches, and connects it to Redis. Several processes may do so at once.
 */
class UsageSweep extends BackgroundTask {
    private final JdbcAnswers answers;
    private final Optional<RedisAnswers> redis;

    UsageSweep(JdbcAnswers answers, Optional<RedisAnswers> redis, UsageProperties properties) {
        super("usage-sweep", properties.sweepEvery());
        this.answers = answers;
        this.redis = redis;
    }

    @Override
    protected void work() {
        redis.ifPresent(RedisAnswers::open);
        repeat(answers::removeOld, JdbcAnswers::isWholeBatch);
        repeat(answers::removeWithoutRoom, JdbcAnswers::isWholeBatch);
    }

    private void repeat(IntSupplier batch, IntPredicate more) {
        int removed;
        do {
            removed = batch.getAsInt();
        } while (more.test(removed) && isRunning());
    }
}
