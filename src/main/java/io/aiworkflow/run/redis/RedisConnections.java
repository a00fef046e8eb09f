package io.aiworkflow.run.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection to publish on and one to listen on. Once they were made they are renewed by themselves; what is
 * published while they are down is dropped.
 */
final class RedisConnections implements AutoCloseable {
    private static final Duration TIME_OUT = Duration.ofSeconds(2);
    private static final int UNANSWERED = 1000;

    private final ClientResources resources;
    private final RedisClient client;
    private final String channel;
    private final Consumer<String> listener;
    private volatile StatefulRedisPubSubConnection<String, String> subscription;
    private volatile StatefulRedisConnection<String, String> publisher;

    RedisConnections(RedisURI address, String channel, Consumer<String> listener) {
        this.channel = channel;
        this.listener = listener;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .build();
        this.client = RedisClient.create(resources, address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(UNANSWERED)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIME_OUT)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(TIME_OUT))
                .build());
    }

    /** @throws RedisException when the server cannot be reached for the first time */
    void open() {
        if (subscription == null) {
            StatefulRedisPubSubConnection<String, String> made = client.connectPubSub();
            made.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String from, String text) {
                    listener.accept(text);
                }
            });
            made.sync().subscribe(channel);
            subscription = made;
        }
        if (publisher == null) {
            publisher = client.connect();
        }
    }

    boolean isUp() {
        return subscription != null && subscription.isOpen() && publisher != null && publisher.isOpen();
    }

    /** Does not wait for an answer. */
    void publish(String text) {
        publisher.async().publish(channel, text);
    }

    /** @throws RedisException when there is no answer in time */
    void ping() {
        publisher.sync().ping();
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
