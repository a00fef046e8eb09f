package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.DatabaseOutage;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.PendingWait;
import io.aiworkflow.run.RunControl;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunMeters;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunWaits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes down how an attempt left its run, and tells those who wait for it. */
@Component
class AttemptEnd {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptEnd.class);
    private static final Duration UNLOADED_PAUSE = Duration.ofSeconds(5);

    private final RunQueue queue;
    private final RunWaits waits;
    private final RunControl control;
    private final RunSignals signals;
    private final RunMeters meters;

    AttemptEnd(RunQueue queue, RunWaits waits, RunControl control, RunSignals signals, RunMeters meters) {
        this.queue = queue;
        this.waits = waits;
        this.control = control;
        this.signals = signals;
        this.meters = meters;
    }

    void succeeded(HeldRun run, JsonNode result) {
        Claim claim = run.claim();
        DatabaseOutage.outlast(() -> queue.succeed(claim, result));
        meters.succeeded(claim.workflow(), run.age());
        left(claim, RunState.SUCCEEDED, result, null);
    }

    /**
     * Tries again later if that can help and a try is left; else the run has failed.
     *
     * @param steps those through which the failure has passed, the innermost first
     */
    void unsuccessful(HeldRun run, EngineException failure, List<FailedStep> steps) {
        String step = steps.isEmpty() ? null : steps.get(0).key().step();
        RunError error = new RunError(failure.code().name(), failure.getMessage(), step);
        run.span().failed(error.code());
        Optional<RetryPolicy.Retry> next = failure instanceof TransientException passing
                ? RetryPolicy.USUAL.next(run, passing, steps)
                : Optional.empty();
        if (next.isPresent()) {
            tryLater(run, error, next.get());
        } else {
            fail(run, error, failure);
        }
    }

    /** A run that will be too old by then is looked at when it is. */
    private void tryLater(HeldRun run, RunError error, RetryPolicy.Retry retry) {
        Claim claim = run.claim();
        Duration delay = run.timeLeft()
                .map(left -> left.isNegative() ? Duration.ZERO : left)
                .filter(left -> left.compareTo(retry.delay()) < 0)
                .orElse(retry.delay());
        count(claim, DatabaseOutage.get(() -> queue.retryLater(claim, error, delay, retry.spent())));
        meters.retried(claim.workflow());
        LOG.warn(
                "Run {} of {} did not succeed and is tried again in {} ms: {}",
                claim.runId(),
                claim.workflow(),
                delay.toMillis(),
                describe(error));
        left(claim, RunState.WAITING, null, error);
    }

    private void fail(HeldRun run, RunError error, EngineException failure) {
        Claim claim = run.claim();
        DatabaseOutage.outlast(() -> queue.fail(claim, error));
        meters.failed(claim.workflow(), error.code(), run.age());
        LOG.warn("Run {} of {} failed: {}", claim.runId(), claim.workflow(), describe(error));
        LOG.debug("Run {} failed by this", claim.runId(), failure);
        left(claim, RunState.FAILED, null, error);
    }

    /** The attempt was stopped from outside. */
    void stopped(HeldRun run, StopReason reason) {
        Claim claim = run.claim();
        switch (reason) {
            case CANCELLED -> {
                DatabaseOutage.outlast(() -> queue.cancelled(claim));
                meters.cancelled(claim.workflow());
                control.cancelSubRuns(claim.runId());
                LOG.info("Run {} was cancelled", claim.runId());
                left(claim, RunState.CANCELLED, null, null);
            }
            case TIMED_OUT, STEP_TIMED_OUT -> unsuccessful(run, attemptTimedOut(run), List.of());
            case RUN_TIMED_OUT -> unsuccessful(run, runTimedOut(run), List.of());
            case DRAINED -> {
                giveBack(claim);
                LOG.info("Run {} was given back unfinished: the worker is stopping", claim.runId());
            }
            case LEASE_LOST ->
                LOG.warn("Run {} is left alone: the lease of this worker has ended meanwhile", claim.runId());
        }
    }

    private static EngineException attemptTimedOut(HeldRun run) {
        return new TransientException(
                ErrorCode.RUN_TIMED_OUT,
                "the attempt took longer than the workflow's timeout of %s"
                        .formatted(shown(run.options().timeout())));
    }

    private static EngineException runTimedOut(HeldRun run) {
        return new PermanentException(
                ErrorCode.RUN_TIMED_OUT,
                "the run is older than the workflow's runTimeout of %s allows"
                        .formatted(run.options()
                                .runTimeout()
                                .map(AttemptEnd::shown)
                                .orElse("none")));
    }

    /** As authors write it, for example {@code 1h30m}. */
    static String shown(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    void giveBack(Claim claim) {
        count(claim, queue.giveBack(claim));
        signals.queued();
    }

    /** A person has to say what became of an outside effect. */
    void awaitReview(Claim claim, RunError error) {
        count(claim, queue.awaitReview(claim, error));
        LOG.warn("Run {} of {} waits for a review: {}", claim.runId(), claim.workflow(), describe(error));
        left(claim, RunState.WAITING, null, error);
    }

    /** @param why what callers who wait for the run should know, or null */
    void suspended(HeldRun run, List<PendingWait> pending, RunError why) {
        Claim claim = run.claim();
        Optional<Duration> timeLeft = run.timeLeft();
        DatabaseOutage.outlast(() -> queue.suspend(claim, pending, why, timeLeft));
        left(claim, RunState.WAITING, null, why);
        if (waits.wakeResolved(claim.runId())) {
            signals.queued();
        }
    }

    void awaitWorkflow(Claim claim) {
        RunError why = new RunError(
                ErrorCode.WORKFLOW_NOT_FOUND.name(),
                "no version of the workflow '%s' can be loaded; the run waits until its file is back and right"
                        .formatted(claim.workflow()),
                null);
        count(claim, queue.awaitWorkflow(claim, why, UNLOADED_PAUSE));
    }

    /** A run that was to go on later may have been cancelled meanwhile, and then has ended. */
    private void count(Claim claim, RunState reached) {
        if (reached == RunState.CANCELLED) {
            meters.cancelled(claim.workflow());
        }
    }

    private void left(Claim claim, RunState state, JsonNode result, RunError error) {
        signals.left(new RunOutcome(claim.runId(), state, result, error));
        if (claim.parent().isEmpty()) {
            return;
        }
        if (state.isFinal()) {
            // The parent may be queued again just now.
            signals.queued();
        } else if (error != null) {
            RunError why = ofSubRun(claim.runId(), error);
            waits.tellParents(claim.runId(), why)
                    .forEach(parent -> signals.left(new RunOutcome(parent, state, null, why)));
        }
    }

    /** Why a run waits whose sub-run waits because of this error. */
    static RunError ofSubRun(UUID child, RunError error) {
        return new RunError(error.code(), "the sub-run %s waits: %s".formatted(child, error.message()), null);
    }

    private static String describe(RunError error) {
        String step = error.step() == null ? "" : " in step " + error.step();
        return error.code() + step + ": " + error.message();
    }
}
