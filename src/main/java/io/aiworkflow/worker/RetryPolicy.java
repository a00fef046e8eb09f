package io.aiworkflow.worker;

import io.aiworkflow.failure.TransientException;
import io.aiworkflow.run.Claim;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a run is tried again: exponential back-off with full jitter after a failure, and for an outside system that is
 * not there a pause that grows with the time that the run has waited already.
 */
final class RetryPolicy {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration SHORTEST_ABSENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(1);

    private RetryPolicy() {}

    /** The pause before the next attempt; never shorter than the failing system asked for. */
    static Duration delay(Claim claim, TransientException failure) {
        Duration chosen = failure.spendsAttempt() ? backOff(claim.failures()) : absence(claim.age());
        return failure.retryAfter().filter(asked -> asked.compareTo(chosen) > 0).orElse(chosen);
    }

    private static Duration backOff(int failures) {
        long ceiling = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(ceiling + 1));
    }

    private static Duration absence(Duration age) {
        long pause = Math.min(LONGEST_ABSENCE.toMillis(), Math.max(SHORTEST_ABSENCE.toMillis(), age.toMillis() / 4));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause * 3 / 4, pause + 1));
    }
}
