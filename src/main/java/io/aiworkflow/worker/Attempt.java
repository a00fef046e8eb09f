package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Redaction;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.DatabaseOutage;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.EffectState;
import io.aiworkflow.run.Effects;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunMeters;
import io.aiworkflow.run.StepFailure;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepResult;
import io.aiworkflow.workflow.EffectMode;
import io.aiworkflow.workflow.StepPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * One try at a run, carried by its exchange and every copy of it. It knows which steps earlier attempts have finished,
 * and tells executions of the same step apart.
 */
final class Attempt {
    static final String PROPERTY = "AiWorkflowAttempt";
    private static final String RUN_ID_PROPERTY = "runId";

    private final HeldRun held;
    private final Claim claim;
    private final RunJournal journal;
    private final WorkerStanding standing;
    private final Watchdog watchdog;
    private final Effects effects;
    private final RunMeters meters;
    private final Map<StepKey, EffectState> earlierEffects;
    private final Map<Throwable, List<FailedStep>> failedSteps = new IdentityHashMap<>();
    private final Set<UUID> counted = new HashSet<>();
    private final Map<Throwable, Map<StepKey, UUID>> timeOuts = new IdentityHashMap<>();
    private final Map<StepKey, ProgressPace> paces = new ConcurrentHashMap<>();
    private final AttemptWaits waits = new AttemptWaits();
    private volatile Map<StepKey, Optional<JsonNode>> finished = Map.of();
    private volatile StopReason stopped;
    private volatile RunError review;

    Attempt(
            HeldRun held,
            RunJournal journal,
            Effects effects,
            WorkerStanding standing,
            Watchdog watchdog,
            RunMeters meters) {
        this.held = held;
        this.claim = held.claim();
        this.journal = journal;
        this.standing = standing;
        this.watchdog = watchdog;
        this.effects = effects;
        this.meters = meters;
        this.earlierEffects = claim.isResumed() ? effects.states(claim.runId()) : Map.of();
        if (claim.isResumed()) {
            readFinished();
        }
    }

    /** The attempt that an exchange belongs to; empty when it is not part of a run. */
    static Optional<Attempt> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Attempt.class));
    }

    /** The attempt in whose journal the exchange may write; empty also in a wire tap, which may outlive it. */
    static Optional<Attempt> journalledIn(Exchange exchange) {
        return of(exchange).filter(attempt -> !OutsideOfRun.contains(exchange));
    }

    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.setProperty(RUN_ID_PROPERTY, claim.runId().toString());
        exchange.setProperty(Submitter.PROPERTY, claim.submitter());
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

    /** What the attempt has come to that the run has to wait for. */
    AttemptWaits waits() {
        return waits;
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
                    failed(key, failure, failure, time, false);
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

    /** The output of a step that was finished before; empty when it has to be executed. */
    Optional<JsonNode> finished(StepKey key) {
        Optional<JsonNode> output = finished.get(key);
        if (output == null) {
            return Optional.empty();
        }
        meters.stepReplayed(claim.workflow());
        return output.or(() -> Optional.of(journal.outputKeptApart(claim.runId(), key)));
    }

    void succeeded(StepKey key, StepResult result) {
        DatabaseOutage.outlast(() -> journal.recordStep(claim, key, result));
        meters.stepFinished(claim.workflow(), result.took());
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
     * @param effectNotMade whether it is certain that the step's outside effect was not made
     */
    void failed(StepKey key, EngineException failure, Throwable thrown, Duration took, boolean effectNotMade) {
        boolean spent = !(failure instanceof TransientException passing) || passing.spendsAttempt();
        RunError error = new RunError(failure.code().name(), failure.getMessage(), key.step());
        StepFailure line = new StepFailure(reportOf(key, failure, thrown), error, took, spent, effectNotMade);
        int failures = DatabaseOutage.get(() -> journal.recordFailedStep(claim, key, line));
        synchronized (failedSteps) {
            if (!counted.add(line.id())) {
                return;
            }
            meters.stepFailed(claim.workflow(), took);
            failedSteps
                    .computeIfAbsent(thrown, first -> new ArrayList<>())
                    .add(new FailedStep(key, plan(key.step()), failures));
        }
    }

    /**
     * A step that ignores its interrupt may come to its end while the database is away and the clock still tries to
     * report its time-out: both then report the same failure.
     */
    private UUID reportOf(StepKey key, EngineException failure, Throwable thrown) {
        if (failure.code() != ErrorCode.STEP_TIMED_OUT) {
            return UuidV7.next();
        }
        synchronized (timeOuts) {
            return timeOuts.computeIfAbsent(thrown, first -> new HashMap<>())
                    .computeIfAbsent(key, first -> UuidV7.next());
        }
    }

    /** A step is tried again at once. */
    void triedAgain() {
        meters.retried(claim.workflow());
    }

    /** What earlier attempts have left of an effect. */
    Optional<EffectState> effect(StepKey key) {
        return Optional.ofNullable(earlierEffects.get(key));
    }

    /** Commits that the effect is about to be made. */
    void intend(StepKey key, EffectMode mode, String effectKey) {
        DatabaseOutage.outlast(() -> effects.intend(claim, key, mode, effectKey));
    }

    /** Writes down what became of an effect that has no line in the journal. */
    void settle(StepKey key, EffectState state) {
        Uninterrupted.run(() -> DatabaseOutage.outlast(() -> effects.settle(claim, key, state)));
    }

    /** Asks a person what became of an effect, and notes that the run waits for the answer; the caller throws the result. */
    ReviewNeeded awaitReview(StepKey key, String effectKey, String failure) {
        String why = Redaction.clean(failure);
        UUID id = DatabaseOutage.get(() -> effects.needReview(claim, key, why));
        review = new RunError(
                ErrorCode.EFFECT_UNKNOWN.name(),
                ("nobody knows whether the step '%s' has made its outside effect (%s). Look for the effect with the key %s, "
                                + "then POST {\"outcome\":\"done\",\"output\":…} or {\"outcome\":\"not-done\"} to "
                                + "/api/v1/effects/%s/resolve")
                        .formatted(key.step(), why, effectKey, id),
                key.step());
        return new ReviewNeeded(review.message());
    }

    /** Why a person has to look at the run, if so. */
    Optional<RunError> review() {
        return Optional.ofNullable(review);
    }

    @Override
    public String toString() {
        return "attempt " + claim.token() + " at run " + claim.runId();
    }
}
