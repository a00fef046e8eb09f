package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunMeters;
import io.aiworkflow.run.StepFailure;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepRecord;
import io.aiworkflow.run.StepResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** Reports of failed steps that are written again, or by two threads, count once. */
class StepFailureReportTest {
    private static final StepKey STEP = new StepKey("call", "0");

    private final Journal journal = new Journal();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Attempt attempt = new Attempt(
            new HeldRun(claim(), () -> {}), journal, null, new WorkerStanding(), null, new RunMeters(registry));

    @Test
    void aReportWhoseAnswerWasLostIsSentAgainAsTheSameFailure() {
        journal.lostAnswers = 1;
        TransientException failure = failure(ErrorCode.WORKFLOW_FAILED);
        fail(failure);

        assertThat(journal.reports).hasSize(2);
        assertThat(journal.counted).hasSize(1);
        assertThat(metered()).isEqualTo(1);
        assertThat(attempt.failedSteps(failure))
                .singleElement()
                .satisfies(step -> assertThat(step.failures()).isEqualTo(1));
    }

    @Test
    void aTimeOutThatClockAndStepReportIsOneFailure() {
        TransientException failure = failure(ErrorCode.STEP_TIMED_OUT);
        fail(failure);
        fail(failure);

        assertThat(journal.counted).hasSize(1);
        assertThat(metered()).isEqualTo(1);
        assertThat(attempt.failedSteps(failure)).hasSize(1);
    }

    @Test
    void twoTriesThatFailAreTwoFailures() {
        fail(failure(ErrorCode.STEP_TIMED_OUT));
        fail(failure(ErrorCode.STEP_TIMED_OUT));
        TransientException thrownTwice = failure(ErrorCode.WORKFLOW_FAILED);
        fail(thrownTwice);
        fail(thrownTwice);

        assertThat(journal.counted).hasSize(4);
        assertThat(metered()).isEqualTo(4);
    }

    private void fail(TransientException failure) {
        attempt.failed(STEP, failure, failure, Duration.ofMillis(5), false);
    }

    private static TransientException failure(ErrorCode code) {
        return new TransientException(code, "failed as told");
    }

    private double metered() {
        return registry.get("aiworkflow.steps")
                .tag("outcome", "failed")
                .counter()
                .count();
    }

    private static Claim claim() {
        return new Claim(
                UUID.randomUUID(),
                1,
                "w",
                "v1",
                StrictJson.toTree(1),
                Submitter.ENGINE,
                Optional.empty(),
                0,
                0,
                0,
                3,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                false);
    }

    /** Counts by the failures' ids, as PostgreSQL does, and may break off after it has written. */
    private static final class Journal implements RunJournal {
        final List<StepFailure> reports = new ArrayList<>();
        final Set<UUID> counted = new HashSet<>();
        int lostAnswers;

        @Override
        public int recordFailedStep(Claim claim, StepKey key, StepFailure failure) {
            reports.add(failure);
            counted.add(failure.id());
            if (lostAnswers-- > 0) {
                throw new DataAccessResourceFailureException("cut off", new SQLException("cut off", "08006"));
            }
            return counted.size();
        }

        @Override
        public List<StepRecord> stepsAfter(UUID runId, long seq) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<StepKey, Optional<JsonNode>> finishedSteps(UUID runId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JsonNode outputKeptApart(UUID runId, StepKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void recordStep(Claim claim, StepKey key, StepResult result) {
            throw new UnsupportedOperationException();
        }
    }
}
