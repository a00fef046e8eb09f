package io.aiworkflow.platform;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/** Reads {@code REDIS_URL}. Its login never gets into a message. */
public final class RedisAddress {
    private static final Set<String> SCHEMES = Set.of("redis", "rediss");
    private static final Duration TIME_OUT = Duration.ofSeconds(2);

    private RedisAddress() {}

    /** @throws StartRefused when it is not the address of a Redis server */
    public static RedisURI parse(String url) {
        try {
            URI given = URI.create(url.strip());
            if (SCHEMES.contains(String.valueOf(given.getScheme())) && given.getHost() != null) {
                RedisURI uri = RedisURI.create(given);
                uri.setTimeout(TIME_OUT);
                uri.setClientName("ai-workflow-engine");
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Its message may hold the password, so it is not the cause.
            throw refused();
        }
        throw refused();
    }

    /** Host and port, for logs. */
    public static String display(RedisURI uri) {
        return "%s:%d%s".formatted(uri.getHost(), uri.getPort(), uri.isSsl() ? " (TLS)" : "");
    }

    private static StartRefused refused() {
        return new StartRefused(
                "REDIS_URL is not the address of a Redis server.",
                "Use redis://user:password@host:6379 or rediss:// for TLS, with special characters percent-encoded, or leave it out.");
    }
}
