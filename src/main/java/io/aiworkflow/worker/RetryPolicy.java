package io.aiworkflow.worker;

import io.aiworkflow.failure.TransientException;
import io.aiworkflow.run.Claim;
import io.aiworkflow.workflow.BackOff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Whether and when a run is tried again: after a failure exponential back-off with full jitter, and for an outside system
 * that is not there a pause that grows with the time that the run has waited already. A pause is never shorter than the
 * failing system asked for.
 */
final class RetryPolicy {
    private static final Duration SHORTEST_ABSENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(1);
    private static final Duration LONGEST_QUICK_PAUSE = Duration.ofSeconds(1);

    static final RetryPolicy USUAL =
            new RetryPolicy(() -> ThreadLocalRandom.current().nextLong());

    private final RandomGenerator random;

    RetryPolicy(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A later try.
     *
     * @param spent whether the failed attempt counts against the run's attempts
     */
    record Retry(Duration delay, boolean spent) {}

    /**
     * What comes after a failure that may pass; empty when no try is left.
     *
     * @param steps those through which the failure has passed, the innermost first
     */
    Optional<Retry> next(HeldRun run, TransientException failure, List<FailedStep> steps) {
        Claim claim = run.claim();
        if (!failure.spendsAttempt()) {
            return Optional.of(new Retry(atLeastAsked(absence(claim.age()), failure), false));
        }
        Optional<FailedStep> own =
                steps.stream().filter(step -> step.plan().hasOwnAttempts()).findFirst();
        if (own.isPresent()) {
            FailedStep step = own.get();
            return step.failures() < step.plan().attempts()
                    ? Optional.of(retry(step.plan().backOff(), Math.max(0, step.failures() - 1), failure, false))
                    : Optional.empty();
        }
        BackOff backOff =
                steps.isEmpty() ? run.options().backOff() : steps.get(0).plan().backOff();
        return claim.failures() + 1 < claim.maxAttempts()
                ? Optional.of(retry(backOff, claim.failures(), failure, true))
                : Optional.empty();
    }

    /**
     * The pause before a step is tried again without leaving the attempt; empty when the failing system asked for more
     * time, or is not there at all.
     *
     * @param earlier how many quick tries there were before
     */
    Optional<Duration> quick(TransientException failure, int earlier) {
        Duration pause = earlier == 0 ? between(100, 200) : between(500, 1000);
        return Optional.of(atLeastAsked(pause, failure))
                .filter(chosen -> failure.spendsAttempt() && chosen.compareTo(LONGEST_QUICK_PAUSE) <= 0);
    }

    private Retry retry(BackOff backOff, int earlier, TransientException failure, boolean spent) {
        return new Retry(atLeastAsked(between(0, backOff.bound(earlier).toMillis()), failure), spent);
    }

    private Duration absence(Duration age) {
        long pause = Math.min(LONGEST_ABSENCE.toMillis(), Math.max(SHORTEST_ABSENCE.toMillis(), age.toMillis() / 4));
        return between(pause * 3 / 4, pause);
    }

    private Duration between(long leastMillis, long mostMillis) {
        return Duration.ofMillis(random.nextLong(leastMillis, mostMillis + 1));
    }

    private static Duration atLeastAsked(Duration chosen, TransientException failure) {
        return failure.retryAfter().filter(asked -> asked.compareTo(chosen) > 0).orElse(chosen);
    }
}
