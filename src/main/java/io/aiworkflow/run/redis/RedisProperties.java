package io.aiworkflow.run.redis;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Redis server over which processes give each other hints.
 *
 * @param url {@code redis://user:password@host:6379}, or {@code rediss://} for TLS; blank for no Redis
 * @param channel the name of the one channel of publish and subscribe that is used
 */
@ConfigurationProperties("engine.redis")
public record RedisProperties(
        @DefaultValue("") String url,
        @DefaultValue("aiworkflow:signals") String channel) {
    /** Without the login. */
    @Override
    public String toString() {
        return "channel " + channel;
    }
}
