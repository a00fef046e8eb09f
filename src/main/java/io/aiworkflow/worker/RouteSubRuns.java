package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.PendingWait;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.Runs;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.Submission;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Starts the sub-runs of routes. A run that waits for its sub-run executes it on its own thread if it can; if it cannot,
 * or the sub-run has to wait itself, the run is suspended and holds nothing meanwhile.
 */
@Component
class RouteSubRuns implements SubRuns {
    private static final Duration LONGEST_DOOR = Duration.ofSeconds(60);

    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final RunSource source;
    private final AttemptRunner runner;
    private final HeldRuns held;
    private final Watchdog watchdog;
    private final RunSignals signals;
    private final CurrentSubmitter current;

    RouteSubRuns(
            WorkflowCatalogue catalogue,
            Runs runs,
            RunSource source,
            AttemptRunner runner,
            HeldRuns held,
            Watchdog watchdog,
            RunSignals signals,
            CurrentSubmitter current) {
        this.catalogue = catalogue;
        this.runs = runs;
        this.source = source;
        this.runner = runner;
        this.held = held;
        this.watchdog = watchdog;
        this.signals = signals;
        this.current = current;
    }

    @Override
    public String start(Exchange exchange, String workflow, JsonNode input) {
        Optional<StepKey> place = Attempt.of(exchange).map(attempt -> place(attempt, exchange, workflow));
        return submit(exchange, workflow, input, place, runs::submit).toString();
    }

    @Override
    public JsonNode call(Exchange exchange, String workflow, JsonNode input) throws Exception {
        Optional<Attempt> attempt = Attempt.of(exchange);
        if (attempt.isEmpty() || OutsideOfRun.contains(exchange)) {
            return callFromOutside(UUID.fromString(start(exchange, workflow, input)), workflow);
        }
        StepKey place = place(attempt.get(), exchange, workflow);
        UUID id = submit(exchange, workflow, input, Optional.of(place), runs::submitUnseen);
        source.claimOne(id, workflow).ifPresentOrElse(claim -> executeHere(attempt.get(), claim), signals::queued);
        // A step's time-out may have ended the sub-run's attempt on this thread.
        if (Thread.interrupted() || attempt.get().signal(exchange).reason().isPresent()) {
            throw new InterruptedException("interrupted while executing sub-run " + id);
        }
        attempt.get().requireMayBegin();
        RunOutcome outcome = runs.outcome(id);
        if (!outcome.state().isFinal()) {
            throw attempt.get().suspend(exchange, PendingWait.subRun(place, id), waitReason(outcome));
        }
        return result(outcome, workflow);
    }

    /** A door's caller holds no slot, but a connection, so the wait has an end. */
    private JsonNode callFromOutside(UUID id, String workflow) throws InterruptedException {
        return runs.await(id, LONGEST_DOOR, outcome -> outcome.state().isFinal() || outcome.waitsForModel())
                .map(outcome -> result(outcome, workflow))
                .orElseThrow(() -> new SubRunWaits(
                        ErrorCode.RUN_TIMED_OUT, "the run %s goes on; GET /api/v1/runs/%s".formatted(id, id)));
    }

    /**
     * Whatever stops the parent's attempt also stops this one, which works on the same thread. If the thread does not heed
     * its interrupt, both are given up.
     */
    private void executeHere(Attempt parent, Claim claim) {
        HeldRun run = held.add(claim, () -> {});
        StopSignal signal = parent.held().signal();
        StopSignal.onStopOfCurrent(() -> watchdog.stop(run, reasonForChild(signal)));
        try {
            runner.run(run);
        } finally {
            held.remove(run);
        }
    }

    /** That the parent's time is over is no fault of the sub-run. */
    private static StopReason reasonForChild(StopSignal parent) {
        return parent.reason().filter(reason -> !reason.isFailure()).orElse(StopReason.DRAINED);
    }

    private static StepKey place(Attempt attempt, Exchange exchange, String workflow) {
        return attempt.nextKey(exchange, "workflow:" + workflow);
    }

    /**
     * The key names the place of the call, so that a resumed parent finds its sub-run again, even one whose workflow was
     * deleted meanwhile.
     */
    private UUID submit(
            Exchange exchange,
            String workflow,
            JsonNode input,
            Optional<StepKey> place,
            Function<NewRun, Submission> door) {
        Optional<Claim> parent = Attempt.of(exchange).map(Attempt::claim);
        Optional<UUID> parentId = parent.map(Claim::runId);
        Optional<String> key = parentId.flatMap(id -> place.map(at -> "sub-run:%s:%s".formatted(id, at.occurrence())));
        if (key.isPresent() && catalogue.current(workflow).isEmpty()) {
            Optional<UUID> begun = runs.subRun(parentId.get(), key.get());
            if (begun.isPresent()) {
                return begun.get();
            }
        }
        Submitter submitter = parent.map(Claim::submitter)
                .or(() -> Optional.ofNullable(exchange.getProperty(Submitter.PROPERTY, Submitter.class)))
                .orElseGet(current::get);
        return door.apply(NewRun.of(catalogue.require(workflow), input, submitter, key, parentId))
                .id();
    }

    private static RunError waitReason(RunOutcome outcome) {
        RunError error = outcome.error();
        return error == null ? null : AttemptEnd.ofSubRun(outcome.id(), error);
    }

    private static JsonNode result(RunOutcome outcome, String workflow) {
        if (outcome.state() == RunState.SUCCEEDED) {
            return outcome.result();
        }
        if (outcome.waitsForModel()) {
            throw new SubRunWaits(ErrorCode.MODEL_UNAVAILABLE, outcome.error().message());
        }
        String reason = outcome.error() == null
                ? outcome.state().wireName()
                : outcome.error().code() + ": " + outcome.error().message();
        throw new PermanentException(
                ErrorCode.WORKFLOW_FAILED,
                "the sub-run %s of workflow '%s' did not succeed: %s".formatted(outcome.id(), workflow, reason));
    }

    /** The sub-run is not lost, only not finished. */
    private static final class SubRunWaits extends TransientException {
        private static final long serialVersionUID = 1L;

        SubRunWaits(ErrorCode code, String message) {
            super(code, message);
        }

        @Override
        public boolean spendsAttempt() {
            return false;
        }
    }
}
