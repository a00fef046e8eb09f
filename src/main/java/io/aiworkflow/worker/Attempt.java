package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.DatabaseOutage;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.PendingWait;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.workflow.StepPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/**
 * One try at a run, carried by its exchange and every copy of it. It knows which steps earlier attempts have finished,
 * and tells executions of the same step apart.
 */
final class Attempt {
    private static final String PROPERTY = "AiWorkflowAttempt";
    private static final String RUN_ID_PROPERTY = "runId";

    private final HeldRun held;
    private final Claim claim;
    private final RunJournal journal;
    private final WorkerStanding standing;
    private final Watchdog watchdog;
    private final Map<Throwable, List<FailedStep>> failedSteps = new IdentityHashMap<>();
    private final Map<StepKey, ProgressPace> paces = new ConcurrentHashMap<>();
    private final List<PendingWait> waits = new CopyOnWriteArrayList<>();
    private volatile Map<StepKey, JsonNode> finished = Map.of();
    private volatile StopReason stopped;

    Attempt(HeldRun held, RunJournal journal, WorkerStanding standing, Watchdog watchdog) {
        this.held = held;
        this.claim = held.claim();
        this.journal = journal;
        this.standing = standing;
        this.watchdog = watchdog;
        if (claim.isResumed()) {
            readFinished();
        }
    }

    /** The attempt that an exchange belongs to; empty when it is not part of a run. */
    static Optional<Attempt> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Attempt.class));
    }

    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.setProperty(RUN_ID_PROPERTY, claim.runId().toString());
        Place.start().enter(exchange);
    }

    Claim claim() {
        return claim;
    }

    HeldRun held() {
        return held;
    }

    /**
     * Called before anything with an effect is begun.
     *
     * @throws AttemptStopped when the attempt was stopped, or this worker may begin nothing any more
     */
    void requireMayBegin() throws AttemptStopped {
        Optional<StopReason> hindrance = held.signal().reason().or(standing::hindrance);
        if (hindrance.isPresent()) {
            stopped = hindrance.get();
            throw new AttemptStopped(stopped);
        }
    }

    /** Why {@link #requireMayBegin} has refused. */
    Optional<StopReason> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** Notes what the run has to wait for; the caller throws the result. */
    RunSuspended suspend(PendingWait wait) {
        waits.add(wait);
        return new RunSuspended(wait.kind().wireName() + " '" + wait.key().step() + "'");
    }

    List<PendingWait> pendingWaits() {
        return List.copyOf(waits);
    }

    /** What stops the work that the exchange is in: its innermost step with a time-out, or the attempt. */
    StopSignal signal(Exchange exchange) {
        return StepLimit.signalOf(exchange, held.signal());
    }

    StepPlan plan(String step) {
        return held.options().step(step);
    }

    /** The bounds of a step that begins on the calling thread, which must close them. */
    StepLimit limit(Exchange exchange, StepKey key, StepPlan plan) {
        StopSignal outer = signal(exchange);
        if (plan.timeout().isEmpty()) {
            return StepLimit.none(exchange, outer);
        }
        Duration time = plan.timeout().get();
        return StepLimit.of(
                exchange,
                outer,
                key.step(),
                time,
                (signal, failure) -> watchdog.stopStepAfter(held, signal, time, () -> {
                    failed(key, failure, failure, time);
                    return new StepsFailure(failure, failedSteps(failure));
                }));
    }

    /** The steps through which this failure has passed, the innermost first; none if it came from outside of any. */
    List<FailedStep> failedSteps(Throwable failure) {
        List<FailedStep> steps = new ArrayList<>();
        synchronized (failedSteps) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                steps.addAll(0, failedSteps.getOrDefault(cause, List.of()));
            }
        }
        return steps;
    }

    /** See {@link Place#nextKey}. */
    StepKey nextKey(Exchange exchange, String step) {
        return Place.of(exchange).nextKey(exchange, step);
    }

    /** Reads what is finished by now, so that it is not executed again. */
    void readFinished() {
        finished = journal.finishedSteps(claim.runId());
    }

    Optional<JsonNode> finished(StepKey key) {
        return Optional.ofNullable(finished.get(key));
    }

    void succeeded(StepKey key, JsonNode output, Duration took) {
        DatabaseOutage.outlast(() -> journal.recordStep(claim, key, output, took));
    }

    /** The innermost step that is being executed; its name is empty outside of any step. */
    static StepKey stepAt(Exchange exchange) {
        return Place.of(exchange).step();
    }

    /** At which rate the step's reports of progress are written. */
    ProgressPace pace(StepKey key, Duration pause) {
        return paces.computeIfAbsent(key, any -> new ProgressPace(pause));
    }

    /** Empty when the step has not reported anything. */
    Optional<ProgressPace> pace(StepKey key) {
        return Optional.ofNullable(paces.get(key));
    }

    /**
     * Journals a failed step.
     *
     * @param thrown what the exchange holds, by which the step is found again
     */
    void failed(StepKey key, EngineException failure, Throwable thrown, Duration took) {
        boolean spent = !(failure instanceof TransientException passing) || passing.spendsAttempt();
        RunError error = new RunError(failure.code().name(), failure.getMessage(), key.step());
        int failures = DatabaseOutage.get(() -> journal.recordFailedStep(claim, key, error, took, spent));
        synchronized (failedSteps) {
            failedSteps
                    .computeIfAbsent(thrown, first -> new ArrayList<>())
                    .add(new FailedStep(key, plan(key.step()), failures));
        }
    }

    @Override
    public String toString() {
        return "attempt " + claim.token() + " at run " + claim.runId();
    }
}
