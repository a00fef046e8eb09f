package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunQueue;
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
    private static final String LOCAL_SUBMITTER = "local";

    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final RunQueue queue;
    private final AttemptRunner runner;
    private final WorkerIdentity self;

    RouteSubRuns(WorkflowCatalogue catalogue, Runs runs, RunQueue queue, AttemptRunner runner, WorkerIdentity self) {
        this.catalogue = catalogue;
        this.runs = runs;
        this.queue = queue;
        this.runner = runner;
        this.self = self;
    }

    @Override
    public String start(Exchange exchange, String workflow, JsonNode input) {
        return submit(exchange, workflow, input).toString();
    }

    @Override
    public JsonNode call(Exchange exchange, String workflow, JsonNode input) throws InterruptedException {
        UUID id = submit(exchange, workflow, input);
        boolean mayExecute = Attempt.of(exchange).isPresent();
        while (true) {
            Optional<Claim> claim = mayExecute ? queue.claimOne(self.id(), id) : Optional.empty();
            claim.ifPresent(runner::run);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for sub-run " + id);
            }
            Optional<RunOutcome> outcome =
                    runs.await(id, LOOK, ended -> ended.state().isFinal());
            if (outcome.isPresent()) {
                return result(outcome.get(), workflow);
            }
        }
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
        String reason = outcome.error() == null
                ? outcome.state().wireName()
                : outcome.error().code() + ": " + outcome.error().message();
        throw new PermanentException(
                ErrorCode.WORKFLOW_FAILED,
                "the sub-run %s of workflow '%s' did not succeed: %s".formatted(outcome.id(), workflow, reason));
    }
}
