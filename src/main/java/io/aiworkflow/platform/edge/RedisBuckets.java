package io.aiworkflow.platform.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.aiworkflow.platform.RedisAddress;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets that all processes on one Redis share. Nobody waits for a Redis that is not there: it is tried again in the
 * background, and {@link #isUp} tells meanwhile.
 */
final class RedisBuckets implements Buckets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBuckets.class);
    private static final Duration CONNECT_TIME_OUT = Duration.ofSeconds(2);
    /** Longer than a Redis that works needs; a request does not wait longer for its own limit. */
    private static final Duration USUAL_TIME_OUT = Duration.ofMillis(250);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration KEPT_WHEN_FULL = Duration.ofSeconds(10);
    private static final int MOST_KNOWN = 10_000;

    private final RedisURI address;
    private final Duration timeOut;
    private final ClientResources resources;
    private final RedisClient client;
    private final AtomicLong nextTry = new AtomicLong(System.nanoTime());
    private final Cache<String, Bucket> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();
    private volatile StatefulRedisConnection<String, byte[]> connection;
    private volatile ProxyManager<String> buckets;
    private volatile boolean wasUp;
    private volatile boolean complained;

    RedisBuckets(RedisURI address) {
        this(address, USUAL_TIME_OUT);
    }

    RedisBuckets(RedisURI address, Duration timeOut) {
        this.address = address;
        this.timeOut = timeOut;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .build();
        this.client = RedisClient.create(resources, address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIME_OUT)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(timeOut))
                .build());
    }

    /** Whether it can be used now. It is connected to by asking. */
    boolean isUp() {
        boolean up = buckets != null && connection.isOpen() && System.nanoTime() - nextTry.get() >= 0;
        if (buckets == null) {
            connect();
        }
        if (up != wasUp) {
            wasUp = up;
            tell(up);
        }
        return up;
    }

    /** @throws RuntimeException when Redis does not answer in time; it is let alone for a moment then */
    @Override
    public ConsumptionProbe take(String key, BucketConfiguration limit) {
        try {
            return known.get(key, missing -> bucket(key, limit)).tryConsumeAndReturnRemaining(1);
        } catch (RuntimeException e) {
            nextTry.set(System.nanoTime() + PAUSE.toNanos());
            throw e;
        }
    }

    /** Requests for one bucket that come at the same time travel together, so that they do not hinder each other. */
    private Bucket bucket(String key, BucketConfiguration limit) {
        return buckets.builder().withOptimization(Optimizations.batching()).build(key, () -> limit);
    }

    private void connect() {
        long due = nextTry.get();
        long now = System.nanoTime();
        if (now - due < 0 || !nextTry.compareAndSet(due, now + PAUSE.toNanos())) {
            return;
        }
        client.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), address)
                .whenComplete((made, failure) -> {
                    if (failure == null) {
                        use(made);
                    } else if (!complained) {
                        complained = true;
                        tell(false);
                    }
                });
    }

    private synchronized void use(StatefulRedisConnection<String, byte[]> made) {
        if (buckets != null) {
            made.closeAsync();
            return;
        }
        connection = made;
        buckets = Bucket4jLettuce.casBasedBuilder(made)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL))
                .requestTimeout(timeOut)
                .build();
        nextTry.set(System.nanoTime());
    }

    private void tell(boolean up) {
        if (up) {
            LOG.info("Rate limits are kept in Redis at {}", RedisAddress.display(address));
        } else {
            LOG.warn(
                    "Redis at {} does not answer; each process counts requests by itself until it is back",
                    RedisAddress.display(address));
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
