package io.aiworkflow.usage;

import io.aiworkflow.platform.RedisAddress;
import io.aiworkflow.usage.LastingAnswers.Kept;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in Redis, in front of the database. Nothing depends on it: while it cannot be reached it finds and keeps
 * nothing, and nobody waits for it. It connects when it is first asked to, and by itself after that.
 */
final class RedisAnswers implements QuickAnswers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisAnswers.class);
    private static final String PREFIX = "aiworkflow:answer:";
    private static final Duration TIME_OUT = Duration.ofMillis(500);

    private final ClientResources resources;
    private final RedisClient client;
    private volatile StatefulRedisConnection<String, byte[]> connection;

    RedisAnswers(String url) {
        RedisURI address = RedisAddress.parse(url);
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .build();
        this.client = RedisClient.create(resources, address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(TIME_OUT).build())
                .timeoutOptions(TimeoutOptions.enabled(TIME_OUT))
                .build());
    }

    /** Tries to connect if it never was; fails silently. For a thread that may wait. */
    void open() {
        if (connection == null) {
            try {
                connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
            } catch (RedisException e) {
                LOG.debug("Redis cannot be reached for the cache", e);
            }
        }
    }

    @Override
    public Map<String, byte[]> find(Collection<String> keys) {
        Map<String, byte[]> found = new HashMap<>();
        if (isUp()) {
            try {
                String[] names = keys.stream().map(key -> PREFIX + key).toArray(String[]::new);
                for (KeyValue<String, byte[]> each : connection.sync().mget(names)) {
                    each.ifHasValue(answer -> found.put(each.getKey().substring(PREFIX.length()), answer));
                }
            } catch (RedisException e) {
                LOG.debug("Redis was not asked for answers", e);
            }
        }
        return found;
    }

    /** Does not wait. */
    @Override
    public void keep(Map<String, Kept> answers) {
        if (isUp()) {
            try {
                answers.forEach((key, kept) -> connection
                        .async()
                        .set(PREFIX + key, kept.answer(), SetArgs.Builder.px(atLeastOne(kept.left()))));
            } catch (RedisException e) {
                LOG.debug("Redis does not keep answers", e);
            }
        }
    }

    /** Redis takes no other one. */
    private static long atLeastOne(Duration left) {
        return Math.max(1, left.toMillis());
    }

    boolean isUp() {
        return connection != null && connection.isOpen();
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
