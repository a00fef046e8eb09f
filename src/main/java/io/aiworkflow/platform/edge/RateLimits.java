package io.aiworkflow.platform.edge;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests: in the buckets that all processes share while they can be had, else in those of this process. No
 * request fails because it cannot be counted.
 */
final class RateLimits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);
    private static final String PREFIX = "aiworkflow:rate:";

    private final Map<CallerKey.Kind, BucketConfiguration> limits = new EnumMap<>(CallerKey.Kind.class);
    private final RateLimitProperties properties;
    private final LocalBuckets local;
    private final Optional<RedisBuckets> shared;

    RateLimits(RateLimitProperties properties, LocalBuckets local, Optional<RedisBuckets> shared) {
        this.properties = properties;
        this.local = local;
        this.shared = shared;
        for (CallerKey.Kind kind : CallerKey.Kind.values()) {
            limits.put(kind, limit(properties.of(kind), properties.per()));
        }
    }

    /**
     * What is left to a caller.
     *
     * @param allowed whether this request may go on
     * @param limit requests in each period
     * @param per the period
     * @param remaining requests that could follow at once
     * @param full when all of them are there again
     * @param retry when the next one is there, zero if there is one
     */
    record Verdict(boolean allowed, long limit, Duration per, long remaining, Duration full, Duration retry) {}

    Verdict take(CallerKey.Caller caller) {
        ConsumptionProbe probe = probe(key(caller), limits.get(caller.kind()));
        return new Verdict(
                probe.isConsumed(),
                properties.of(caller.kind()),
                properties.per(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForReset()),
                Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private ConsumptionProbe probe(String key, BucketConfiguration limit) {
        if (shared.isPresent() && shared.get().isUp()) {
            try {
                return shared.get().take(key, limit);
            } catch (RuntimeException e) {
                LOG.debug("A request is counted by this process alone", e);
            }
        }
        return local.take(key, limit);
    }

    /** With the limit in it, so that a bucket of an earlier setting is not taken for one of this. */
    private String key(CallerKey.Caller caller) {
        return "%s%s:%d/%d:%s"
                .formatted(
                        PREFIX,
                        caller.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        properties.of(caller.kind()),
                        properties.per().toSeconds(),
                        caller.id());
    }

    private static BucketConfiguration limit(long requests, Duration per) {
        return BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(requests)
                        .refillGreedy(requests, per)
                        .build())
                .build();
    }

    @Override
    public void close() {
        shared.ifPresent(RedisBuckets::close);
    }
}
