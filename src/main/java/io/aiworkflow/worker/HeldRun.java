package io.aiworkflow.worker;

import io.aiworkflow.platform.tracing.TraceSpan;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.RunningStep;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A run that this process has in hand, and the way to stop its attempt. */
final class HeldRun {
    private final Claim claim;
    private final StopSignal signal = new StopSignal();
    private final Runnable freeSlot;
    private final AtomicBoolean slotFreed = new AtomicBoolean();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.GOING_ON);
    private final long since = System.nanoTime();
    private final Map<StepKey, Long> stepsSince = new ConcurrentHashMap<>();
    private volatile TraceSpan span = TraceSpan.NONE;
    private volatile WorkflowOptions options = new WorkflowOptions();

    /** @param freeSlot makes room for another run; called once */
    HeldRun(Claim claim, Runnable freeSlot) {
        this.claim = claim;
        this.freeSlot = freeSlot;
    }

    Claim claim() {
        return claim;
    }

    StopSignal signal() {
        return signal;
    }

    /** What the workflow says about its runs; the defaults until it is known on which version this attempt goes. */
    WorkflowOptions options() {
        return options;
    }

    void executeWith(WorkflowOptions workflow) {
        options = workflow;
    }

    /** How long the run may still go on, which may be less than nothing; empty when its workflow sets no limit. */
    Optional<Duration> timeLeft() {
        Duration age = age();
        return options.runTimeout().map(limit -> limit.minus(age));
    }

    void stepBegins(StepKey key) {
        stepsSince.put(key, System.nanoTime());
    }

    void stepEnds(StepKey key) {
        stepsSince.remove(key);
    }

    /** Those that are being executed at the moment, in no order. */
    List<RunningStep> steps() {
        long now = System.nanoTime();
        return stepsSince.entrySet().stream()
                .map(step -> new RunningStep(
                        claim.runId(), claim.token(), step.getKey(), Duration.ofNanos(now - step.getValue())))
                .toList();
    }

    /** The attempt's place in a trace. */
    void traced(TraceSpan attempt) {
        span = attempt;
    }

    TraceSpan span() {
        return span;
    }

    /** Time since the run was accepted. */
    Duration age() {
        return claim.age().plusNanos(System.nanoTime() - since);
    }

    /** @return whether the slot was still taken */
    boolean freeSlot() {
        boolean first = slotFreed.compareAndSet(false, true);
        if (first) {
            freeSlot.run();
        }
        return first;
    }

    /** The attempt's thread goes on, but no longer for the run: whether it had not ended by itself before. */
    boolean giveUp() {
        return phase.compareAndSet(Phase.GOING_ON, Phase.GIVEN_UP);
    }

    /** The attempt's thread is free again: whether the attempt had been given up before. */
    boolean end() {
        return phase.getAndSet(Phase.ENDED) == Phase.GIVEN_UP;
    }

    private enum Phase {
        GOING_ON,
        GIVEN_UP,
        ENDED
    }
}
