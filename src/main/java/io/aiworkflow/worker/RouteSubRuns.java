package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.Runs;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Starts the sub-runs of routes. A run that waits for its sub-run executes it on its own thread if nobody else has
 * taken it, so that runs waiting for sub-runs can never use up all slots.
 */
@Component
class RouteSubRuns implements SubRuns {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LONGEST_DOOR = Duration.ofSeconds(60);
    private static final String LOCAL_SUBMITTER = "local";

    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final RunSource source;
    private final AttemptRunner runner;
    private final HeldRuns held;

    RouteSubRuns(WorkflowCatalogue catalogue, Runs runs, RunSource source, AttemptRunner runner, HeldRuns held) {
        this.catalogue = catalogue;
        this.runs = runs;
        this.source = source;
        this.runner = runner;
        this.held = held;
    }

    @Override
    public String start(Exchange exchange, String workflow, JsonNode input) {
        return submit(exchange, workflow, input).toString();
    }

    @Override
    public JsonNode call(Exchange exchange, String workflow, JsonNode input) throws InterruptedException {
        boolean partOfRun = Attempt.of(exchange).isPresent();
        UUID id = submit(exchange, workflow, input);
        // A run is ended by its own deadline; a door has none.
        long end = System.nanoTime() + LONGEST_DOOR.toNanos();
        while (partOfRun || System.nanoTime() < end) {
            if (partOfRun) {
                executeHere(workflow, id);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for sub-run " + id);
            }
            Optional<RunOutcome> outcome = runs.await(id, LOOK, RouteSubRuns::isAnswer);
            if (outcome.isPresent()) {
                return result(outcome.get(), workflow);
            }
        }
        throw new SubRunWaits(ErrorCode.RUN_TIMED_OUT, "the run %s goes on; GET /api/v1/runs/%s".formatted(id, id));
    }

    private void executeHere(String workflow, UUID id) {
        source.claimOne(id, workflow).ifPresent(claim -> {
            HeldRun run = held.add(claim, () -> {});
            try {
                runner.run(run);
            } finally {
                held.remove(run);
            }
        });
    }

    /** A sub-run that waits for an absent model server is an answer: whoever waits for it waits without a thread. */
    private static boolean isAnswer(RunOutcome outcome) {
        return outcome.state().isFinal() || outcome.waitsForModel();
    }

    private UUID submit(Exchange exchange, String workflow, JsonNode input) {
        Optional<Claim> parent = Attempt.of(exchange).map(Attempt::claim);
        Optional<String> key = Attempt.of(exchange)
                .map(attempt -> "sub-run:%s:%s"
                        .formatted(
                                attempt.claim().runId(),
                                attempt.nextKey(exchange, "workflow:" + workflow)
                                        .occurrence()));
        return runs.submit(NewRun.of(
                        catalogue.require(workflow),
                        input,
                        parent.map(Claim::submitter).orElse(LOCAL_SUBMITTER),
                        key,
                        parent.map(Claim::runId)))
                .id();
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

    /** The sub-run is not lost, only not finished; the next attempt finds it again. */
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
