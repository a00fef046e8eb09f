package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.run.JdbcRunCancel.Cancelled;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Steers runs that were accepted: cancels them, and tries ended ones again. It never stops a thread itself, it tells the
 * worker that has the run.
 */
@Component
public class RunControl {
    private final RunStore store;
    private final JdbcRunCancel cancels;
    private final JdbcDeadLetters letters;
    private final JdbcWorkflowVersions versions;
    private final WorkflowCatalogue catalogue;
    private final RunWaits waits;
    private final RunSignals signals;
    private final RunMeters meters;

    RunControl(
            RunStore store,
            JdbcRunCancel cancels,
            JdbcDeadLetters letters,
            JdbcWorkflowVersions versions,
            WorkflowCatalogue catalogue,
            RunWaits waits,
            RunSignals signals,
            RunMeters meters) {
        this.store = store;
        this.cancels = cancels;
        this.letters = letters;
        this.versions = versions;
        this.catalogue = catalogue;
        this.waits = waits;
        this.signals = signals;
        this.meters = meters;
    }

    /**
     * Cancels the run with all of its sub-runs that have not ended. To do so again changes nothing.
     *
     * @return the run: cancelled, or still running until its worker has stopped it
     * @throws PermanentException RUN_NOT_FOUND, or RUN_STATE_CONFLICT when it has ended otherwise
     */
    public Run cancel(CancelRequest request) {
        reach(request);
        Run run = require(request.run());
        if (run.state().isFinal() && run.state() != RunState.CANCELLED) {
            throw conflict(run, "it has ended and cannot be cancelled any more");
        }
        return run;
    }

    /** Cancels sub-runs that a cancelled run has started after it was cancelled. */
    public void cancelSubRuns(UUID run) {
        reach(new CancelRequest(run, null, null));
    }

    /**
     * Queues a run again that has failed or was cancelled, with all of its attempts before it. Its sub-runs that have not
     * succeeded go on with it, or are started anew if it begins at its start.
     *
     * @throws io.aiworkflow.failure.InvalidInput when the edited input does not fit the schema of the version
     * @throws PermanentException RUN_NOT_FOUND, WORKFLOW_NOT_FOUND when there is no current version, or
     *     RUN_STATE_CONFLICT when it has not ended so or is in the history already, or FORBIDDEN when the role of whoever
     *     asks is not enough for the workflow
     */
    public Run retry(RetryRequest request) {
        Run run = require(request.run());
        requireRetriable(run);
        requireRole(run, request);
        if (letters.retry(run.id(), plan(run, request)) == 0) {
            Run now = require(run.id());
            requireRetriable(now);
            throw conflict(now, "it is in the history already; start a new run");
        }
        signals.queued();
        return require(run.id());
    }

    /** The role counts as for a new run, since the input may be a new one too. */
    private void requireRole(Run run, RetryRequest request) {
        Optional<WorkflowDefinition> own = request.currentVersion()
                ? Optional.empty()
                : catalogue.find(run.workflow(), run.version()).map(LoadedWorkflow::definition);
        own.or(() -> catalogue.current(run.workflow()).map(LoadedWorkflow::definition))
                .ifPresent(workflow -> Runs.requireRole(workflow, request.by()));
    }

    private RetryPlan plan(Run run, RetryRequest request) {
        List<WorkflowDefinition> target =
                request.currentVersion() ? List.of(catalogue.require(run.workflow())) : List.of();
        Optional<DocumentSchema> schema =
                target.stream().findFirst().map(WorkflowDefinition::input).orElseGet(() -> schema(run));
        Optional<JsonNode> input = request.input().map(edited -> Runs.complete(schema, edited));
        input.ifPresent(edited -> Runs.requireValid(run.workflow(), schema, edited));
        return new RetryPlan(request.fromStart() || input.isPresent(), target, input, Optional.of(request.by()));
    }

    private Optional<DocumentSchema> schema(Run run) {
        return versions.find(run.workflow(), run.version())
                .flatMap(StoredVersion::inputSchema)
                .map(text -> DocumentSchema.parse("the input schema of " + run.workflow(), text));
    }

    private static void requireRetriable(Run run) {
        if (!run.state().mayMoveTo(RunState.QUEUED) || !run.state().isFinal()) {
            throw conflict(run, "only failed and cancelled runs can be tried again");
        }
    }

    private void reach(CancelRequest request) {
        List<Cancelled> reached = cancels.cancel(request);
        for (Cancelled each : reached) {
            if (each.state() == RunState.RUNNING) {
                signals.cancelRequested(each.id());
            } else {
                meters.cancelled(each.workflow());
                signals.left(new RunOutcome(each.id(), each.state(), null, null));
            }
        }
        boolean woken = reached.stream()
                .anyMatch(each -> each.id().equals(request.run())
                        && each.state() == RunState.CANCELLED
                        && each.parent() != null
                        && waits.wakeParents(each.id()) > 0);
        if (woken) {
            signals.queued();
        }
    }

    private Run require(UUID id) {
        return store.find(id).orElseThrow(() -> Runs.notFound(id));
    }

    static PermanentException conflict(Run run, String why) {
        return new PermanentException(
                ErrorCode.RUN_STATE_CONFLICT,
                "the run %s is %s: %s".formatted(run.id(), run.state().wireName(), why));
    }
}
