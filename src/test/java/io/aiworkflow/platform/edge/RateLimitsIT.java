package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.platform.RedisAddress;
import io.aiworkflow.platform.edge.CallerKey.Caller;
import io.aiworkflow.platform.edge.CallerKey.Kind;
import io.aiworkflow.testsupport.TestRedis;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two processes count together over a real Redis server. */
class RateLimitsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final int LIMIT = 500;
    private static final Caller CALLER = new Caller(Kind.USER, "somebody");

    private TestRedis redis;
    private RedisBuckets buckets;
    private RedisBuckets otherBuckets;
    private RateLimits one;
    private RateLimits other;

    @BeforeEach
    void start() {
        redis = TestRedis.start();
        buckets = new RedisBuckets(RedisAddress.parse(redis.url()), PATIENCE);
        otherBuckets = new RedisBuckets(RedisAddress.parse(redis.url()), PATIENCE);
        one = limits(buckets);
        other = limits(otherBuckets);
        await().atMost(PATIENCE).until(() -> buckets.isUp() && otherBuckets.isUp());
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
    }

    @Test
    void twoProcessesAllowTogetherWhatOneMay() throws Exception {
        long begun = System.nanoTime();
        long allowed = flood(Duration.ofSeconds(6));
        double seconds = (System.nanoTime() - begun) / 1e9;
        // A full bucket, and what came back to it since.
        double expected = LIMIT + LIMIT * seconds / PERIOD.toSeconds();
        assertThat((double) allowed).isCloseTo(expected, Percentage.withPercentage(5));
    }

    @Test
    void eachCountsByItselfWhileRedisIsAwayAndTogetherAgainAfterwards() {
        long begun = System.nanoTime();
        for (int i = 0; i < LIMIT / 2; i++) {
            assertThat(one.take(CALLER).allowed()).isTrue();
        }
        assertThat(other.take(CALLER).remaining()).isCloseTo(LIMIT / 2L, within(LIMIT / 5L + comeBackSince(begun)));
        redis.down();
        assertThat(one.take(CALLER).allowed()).isTrue();
        assertThat(other.take(CALLER).allowed()).isTrue();
        await().atMost(PATIENCE).until(() -> !buckets.isUp() && !otherBuckets.isUp());
        assertThat(one.take(CALLER).remaining()).isGreaterThan(LIMIT - LIMIT / 5L);
        redis.up();
        await().atMost(PATIENCE).until(() -> buckets.isUp() && otherBuckets.isUp());
        begun = System.nanoTime();
        long left = one.take(CALLER).remaining();
        for (int i = 0; i < 100; i++) {
            one.take(CALLER);
        }
        assertThat(other.take(CALLER).remaining()).isLessThan(left - 50 + comeBackSince(begun));
    }

    @Test
    void aRedisThatWasNeverThereHindersNobody() {
        try (RateLimits alone = limits(new RedisBuckets(RedisAddress.parse("redis://127.0.0.1:1")))) {
            long begun = System.nanoTime();
            long allowed = 0;
            while (alone.take(CALLER).allowed()) {
                allowed++;
            }
            assertThat(allowed).isBetween((long) LIMIT, LIMIT + comeBackSince(begun));
        }
    }

    /** What has come back to a bucket since then: a slow machine gives it time. */
    private static long comeBackSince(long begun) {
        return LIMIT * (System.nanoTime() - begun) / PERIOD.toNanos();
    }

    /** More than allowed, from many threads of both processes. */
    private long flood(Duration time) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            long end = System.nanoTime() + time.toNanos();
            List<Callable<Long>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RateLimits limits = i % 2 == 0 ? one : other;
                callers.add(() -> allowedUntil(limits, end));
            }
            long allowed = 0;
            for (Future<Long> each : threads.invokeAll(callers)) {
                allowed += each.get();
            }
            return allowed;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long allowedUntil(RateLimits limits, long end) {
        long allowed = 0;
        while (System.nanoTime() < end) {
            allowed += limits.take(CALLER).allowed() ? 1 : 0;
        }
        return allowed;
    }

    private static RateLimits limits(RedisBuckets buckets) {
        return new RateLimits(
                new RateLimitProperties(true, PERIOD, LIMIT, LIMIT, LIMIT),
                new LocalBuckets(PERIOD, TimeMeter.SYSTEM_MILLISECONDS),
                Optional.of(buckets));
    }
}
