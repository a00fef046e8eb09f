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
import java.time.Instant;
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
    private final SubRunExecution execution;
    private final SubRunDeadlines deadlines;
    private final RunSignals signals;
    private final CurrentSubmitter current;
    private final int maxDepth;

    RouteSubRuns(
            WorkflowCatalogue catalogue,
            Runs runs,
            SubRunExecution execution,
            SubRunDeadlines deadlines,
            RunSignals signals,
            CurrentSubmitter current,
            WorkerProperties properties) {
        this.catalogue = catalogue;
        this.runs = runs;
        this.execution = execution;
        this.deadlines = deadlines;
        this.signals = signals;
        this.current = current;
        this.maxDepth = properties.maxDepth();
    }

    @Override
    public String start(Exchange exchange, String workflow, JsonNode input) {
        Optional<StepKey> place = Attempt.of(exchange).map(attempt -> place(attempt, exchange, workflow));
        return submit(exchange, workflow, input, place, runs::submit).toString();
    }

    @Override
    public JsonNode call(Exchange exchange, String workflow, JsonNode input, Instant until) throws Exception {
        Optional<Attempt> attempt = Attempt.journalledIn(exchange);
        if (attempt.isEmpty()) {
            return callFromOutside(UUID.fromString(start(exchange, workflow, input)), workflow);
        }
        StepKey place = place(attempt.get(), exchange, workflow);
        UUID id = submit(exchange, workflow, input, Optional.of(place), runs::submitUnseen);
        deadlines.cancelAt(until, id);
        if (!execution.tryExecute(attempt.get(), id, workflow)) {
            signals.queued();
        }
        // A step's time-out may have ended the sub-run's attempt on this thread.
        if (Thread.interrupted() || attempt.get().signal(exchange).reason().isPresent()) {
            throw new InterruptedException("interrupted while executing sub-run " + id);
        }
        attempt.get().requireMayBegin();
        RunOutcome outcome = runs.outcome(id);
        if (!outcome.state().isFinal()) {
            throw attempt.get().waits().suspend(exchange, PendingWait.subRun(place, id), waitReason(outcome));
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
            Optional<UUID> begun = runs.subRun(parentId.get(), workflow, key.get());
            if (begun.isPresent()) {
                return begun.get();
            }
        }
        Submitter submitter = parent.map(Claim::submitter)
                .or(() -> Optional.ofNullable(exchange.getProperty(Submitter.PROPERTY, Submitter.class)))
                .orElseGet(current::get);
        int depth = parent.map(claim -> claim.depth() + 1).orElse(0);
        requireNotTooDeep(workflow, depth);
        NewRun run = NewRun.of(catalogue.require(workflow), input, submitter, key, parentId);
        return door.apply(run.atDepth(depth)).id();
    }

    /** Workflows that call each other without end, perhaps because a model wants it so, would never come to one. */
    private void requireNotTooDeep(String workflow, int depth) {
        if (depth > maxDepth) {
            throw new PermanentException(
                    ErrorCode.SUB_RUNS_TOO_DEEP,
                    "a run of workflow '%s' would stand %d sub-runs deep, and %d are the most; see which workflows call each other, or raise engine.worker.max-depth"
                            .formatted(workflow, depth, maxDepth));
        }
    }

    private static RunError waitReason(RunOutcome outcome) {
        RunError error = outcome.error();
        return error == null ? null : AttemptEnd.ofSubRun(outcome.id(), error);
    }

    private JsonNode result(RunOutcome outcome, String workflow) {
        if (outcome.state() == RunState.SUCCEEDED) {
            return outcome.result();
        }
        if (outcome.waitsForModel()) {
            throw new SubRunWaits(ErrorCode.MODEL_UNAVAILABLE, outcome.error().message());
        }
        String reason = outcome.error() == null
                ? outcome.state().wireName() + cancelReason(outcome)
                : outcome.error().code() + ": " + outcome.error().message();
        throw new PermanentException(
                ErrorCode.WORKFLOW_FAILED,
                "the sub-run %s of workflow '%s' did not succeed: %s".formatted(outcome.id(), workflow, reason));
    }

    private String cancelReason(RunOutcome outcome) {
        String reason = runs.find(outcome.id()).cancelReason();
        return reason == null ? "" : ": " + reason;
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
