package io.aiworkflow.platform.edge;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;

/** Where it is kept how many requests a caller has left. */
interface Buckets {
    /** Takes one request of the bucket, which is made full if it is not there. */
    ConsumptionProbe take(String key, BucketConfiguration limit);
}
