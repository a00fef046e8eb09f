package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.workflow.BackOff;
import io.aiworkflow.workflow.StepPlan;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final int SAMPLES = 2000;

    private final RetryPolicy policy = new RetryPolicy(new Random(17));

    @ParameterizedTest
    @CsvSource({"0, 2000", "1, 4000", "2, 8000", "6, 128000", "7, 256000", "8, 300000", "19, 300000"})
    void choosesAPauseBetweenNothingAndABoundThatDoublesUpToTheCap(int failures, long bound) {
        LongSummaryStatistics pauses = IntStream.range(0, SAMPLES)
                .mapToLong(sample -> next(run(failures, 30), failure(null), List.of())
                        .delay()
                        .toMillis())
                .summaryStatistics();
        assertThat(pauses.getMax()).isBetween(bound * 9 / 10, bound);
        assertThat(pauses.getMin()).isLessThan(bound / 10);
        assertThat(pauses.getAverage()).isBetween(bound * 0.45, bound * 0.55);
    }

    @Test
    void neverWaitsLessThanTheFailingSystemAskedFor() {
        Duration asked = Duration.ofMinutes(7);
        assertThat(next(run(0, 3), failure(asked), List.of()).delay()).isEqualTo(asked);
        assertThat(next(run(0, 3), failure(Duration.ofMillis(1)), List.of()).delay())
                .isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
    }

    @Test
    void countsAFailureAgainstTheRunUntilItsAttemptsAreUsedUp() {
        assertThat(next(run(1, 3), failure(null), List.of()).spent()).isTrue();
        assertThat(policy.next(run(2, 3), failure(null), List.of())).isEmpty();
    }

    @Test
    void countsAFailureOfAStepWithItsOwnAttemptsAgainstTheStepOnly() {
        HeldRun lastAttempt = run(2, 3);
        assertThat(next(lastAttempt, failure(null), List.of(failed(3, 1, 10))).spent())
                .isFalse();
        assertThat(policy.next(lastAttempt, failure(null), List.of(failed(3, 3, 10))))
                .isEmpty();
        assertThat(policy.next(run(0, 3), failure(null), List.of(failed(3, 3, 10))))
                .isEmpty();
    }

    @Test
    void takesTheInnermostStepThatHasItsOwnAttempts() {
        List<FailedStep> steps = List.of(failed(0, 9, 1), failed(5, 2, 1), failed(2, 2, 1));
        assertThat(next(run(0, 1), failure(null), steps).spent()).isFalse();
    }

    @Test
    void takesThePausesOfTheStep() {
        IntStream.range(0, SAMPLES)
                .mapToObj(sample -> next(run(0, 3), failure(null), List.of(failed(0, 1, 10))))
                .forEach(retry -> assertThat(retry.delay()).isLessThanOrEqualTo(Duration.ofMillis(10)));
        IntStream.range(0, SAMPLES)
                .mapToObj(sample -> next(run(0, 3), failure(null), List.of(failed(9, 3, 10))))
                .forEach(retry -> assertThat(retry.delay()).isLessThanOrEqualTo(Duration.ofMillis(40)));
    }

    @Test
    void triesAgainAtOnceAfterAShortPause() {
        for (int sample = 0; sample < SAMPLES; sample++) {
            assertThat(policy.quick(failure(null), 0).orElseThrow().toMillis()).isBetween(100L, 200L);
            assertThat(policy.quick(failure(null), 1).orElseThrow().toMillis()).isBetween(500L, 1000L);
        }
        assertThat(policy.quick(failure(Duration.ofMillis(800)), 0)).contains(Duration.ofMillis(800));
        assertThat(policy.quick(failure(Duration.ofSeconds(2)), 0)).isEmpty();
        assertThat(policy.quick(new Absent(), 0)).isEmpty();
    }

    @Test
    void spendsNothingWhileAnOutsideSystemIsAbsent() {
        RetryPolicy.Retry retry =
                policy.next(run(2, 3), new Absent(), List.of(failed(1, 1, 10))).orElseThrow();
        assertThat(retry.spent()).isFalse();
        assertThat(retry.delay()).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(2));
    }

    private RetryPolicy.Retry next(HeldRun run, TransientException failure, List<FailedStep> steps) {
        return policy.next(run, failure, steps).orElseThrow();
    }

    private static HeldRun run(int failures, int attempts) {
        Claim claim = new Claim(
                new UUID(0, 1),
                1,
                "greet",
                "1",
                NullNode.getInstance(),
                Submitter.ENGINE,
                Optional.empty(),
                0,
                failures,
                0,
                attempts,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                false);
        HeldRun run = new HeldRun(claim, () -> {});
        run.executeWith(new WorkflowOptions());
        return run;
    }

    private static FailedStep failed(int attempts, int failures, long firstMillis) {
        BackOff backOff = new BackOff(Duration.ofMillis(firstMillis), Duration.ofMinutes(1));
        StepPlan plan = new StepPlan(Optional.empty(), attempts, backOff, 0, Optional.empty(), Optional.empty());
        return new FailedStep(new StepKey("step", ""), plan, failures);
    }

    private static TransientException failure(Duration retryAfter) {
        return new TransientException(ErrorCode.WORKFLOW_FAILED, "fails", retryAfter, null);
    }

    private static final class Absent extends TransientException {
        private static final long serialVersionUID = 1L;

        Absent() {
            super(ErrorCode.MODEL_UNAVAILABLE, "not there");
        }

        @Override
        public boolean spendsAttempt() {
            return false;
        }
    }
}
