package io.aiworkflow.run.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.platform.RedisAddress;
import io.aiworkflow.platform.StartRefused;
import io.aiworkflow.run.RunSignal.Kind;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.testsupport.TestRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes' signals over a real Redis server. */
class RedisSignalsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunSignals here = new RunSignals();
    private final RunSignals there = new RunSignals();
    private final List<UUID> heardHere = new CopyOnWriteArrayList<>();
    private final List<UUID> heardThere = new CopyOnWriteArrayList<>();

    private TestRedis redis;
    private RedisSignals one;
    private RedisSignals other;

    @BeforeEach
    void start() {
        redis = TestRedis.start();
        RedisProperties properties = new RedisProperties(redis.url(), "test:signals");
        one = new RedisSignals(here, properties);
        other = new RedisSignals(there, properties);
        here.listen(Kind.CANCEL_REQUESTED, heardHere::add);
        there.listen(Kind.CANCEL_REQUESTED, heardThere::add);
        one.start();
        other.start();
        await().atMost(PATIENCE).until(() -> one.check().ok() && other.check().ok());
    }

    @AfterEach
    void stop() {
        one.stop();
        other.stop();
        redis.close();
    }

    @Test
    void aSignalArrivesInTheOtherProcessOnceAndDoesNotComeBack() {
        UUID run = UUID.randomUUID();

        here.cancelRequested(run);

        await().atMost(PATIENCE).until(() -> heardThere.equals(List.of(run)));
        there.cancelRequested(UUID.randomUUID());
        await().atMost(PATIENCE).until(() -> heardHere.size() == 2);
        assertThat(heardHere).startsWith(run).doesNotHaveDuplicates();
        assertThat(heardThere).hasSize(2);
    }

    @Test
    void whatIsQueuedHereWakesTheOtherProcess() throws InterruptedException {
        here.queued();

        Duration far = Duration.ofSeconds(30);
        long start = System.nanoTime();
        there.awaitQueued(far);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(far.dividedBy(2));
    }

    @Test
    void neitherAFlushNorARestartOfRedisDoesHarm() {
        RedisClient administration = RedisClient.create(redis.url());
        administration.connect().sync().flushall();
        administration.shutdown();
        arrives();

        redis.down();
        await().atMost(PATIENCE).until(() -> !one.check().ok());
        assertThat(one.needed()).isFalse();
        for (int i = 0; i < 20_000; i++) {
            // More than can wait: it is dropped, and nobody is kept waiting.
            here.journalled(UUID.randomUUID());
        }
        redis.up();
        await().atMost(PATIENCE).until(() -> one.check().ok() && other.check().ok());
        arrives();
    }

    @Test
    void startsWithoutRedisAndUsesItAsSoonAsItIsThere() {
        redis.down();
        RunSignals late = new RunSignals();
        RedisSignals third = new RedisSignals(late, new RedisProperties(redis.url(), "test:signals"));
        third.start();
        try {
            late.queued();
            assertThat(third.check().ok()).isFalse();
            redis.up();
            await().atMost(PATIENCE)
                    .until(() -> third.check().ok() && other.check().ok());
        } finally {
            third.stop();
        }
    }

    @Test
    void aWrongAddressIsRefusedWithoutTellingThePassword() {
        for (String url : List.of("redis://user:secret@host:port", "http://secret@host", "redis://:secret@")) {
            assertThatThrownBy(() -> RedisAddress.parse(url))
                    .isInstanceOf(StartRefused.class)
                    .hasNoCause()
                    .hasMessageNotContaining("secret");
        }
        assertThat(RedisAddress.display(RedisAddress.parse("rediss://user:secret@host:6390")))
                .isEqualTo("host:6390 (TLS)");
        assertThat(new RedisProperties("redis://:secret@host", "c").toString()).doesNotContain("secret");
    }

    private void arrives() {
        UUID run = UUID.randomUUID();
        await().atMost(PATIENCE).until(() -> {
            here.cancelRequested(run);
            return heardThere.contains(run);
        });
    }
}
