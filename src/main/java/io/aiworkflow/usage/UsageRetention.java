package io.aiworkflow.usage;

import io.aiworkflow.platform.Batches;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Removes what is old in the account of calls to models, in bounded batches. Several processes may do so at once. */
@Component
public class UsageRetention {
    private static final int MOST_BATCHES = 200;

    private final JdbcModelCalls calls;
    private final UsageProperties properties;
    private final Clock clock = Clock.systemUTC();

    UsageRetention(JdbcModelCalls calls, UsageProperties properties) {
        this.calls = calls;
        this.properties = properties;
    }

    /** @return how many single calls went; the next time goes on with what is left */
    public long removeCalls() {
        Instant before = clock.instant().minus(properties.retention());
        return Batches.repeat(JdbcModelCalls.BATCH, MOST_BATCHES, () -> calls.removeCalls(before));
    }

    /** @return how many sums of days went; the next time goes on with what is left */
    public long removeSums() {
        Instant before = clock.instant().minus(properties.sumsRetention());
        return Batches.repeat(JdbcModelCalls.BATCH, MOST_BATCHES, () -> calls.removeSums(before));
    }
}
