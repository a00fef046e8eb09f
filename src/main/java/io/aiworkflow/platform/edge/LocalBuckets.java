package io.aiworkflow.platform.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** Buckets of this process alone. A bucket that has been full for long is forgotten. */
final class LocalBuckets implements Buckets {
    private static final int MOST = 100_000;

    private final Cache<String, Bucket> buckets;
    private final TimeMeter clock;

    /** @param per after which time without a request a bucket is full again */
    LocalBuckets(Duration per, TimeMeter clock) {
        this.clock = clock;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(per.plusSeconds(1))
                .build();
    }

    @Override
    public ConsumptionProbe take(String key, BucketConfiguration limit) {
        return buckets.get(key, missing -> bucket(limit)).tryConsumeAndReturnRemaining(1);
    }

    private Bucket bucket(BucketConfiguration limit) {
        return Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(limit.getBandwidths()[0])
                .build();
    }
}
