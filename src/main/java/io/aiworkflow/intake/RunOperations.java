package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunFilter;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunStore;
import io.aiworkflow.run.Runs;
import io.aiworkflow.run.Submission;
import io.aiworkflow.run.VisibleRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Submits runs and tells about them. */
@Component
@Profile("api")
class RunOperations {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final String ANSWERING = "answer-question";

    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final RunStore store;
    private final RunDetails details;
    private final VisibleRuns visible;
    private final CurrentSubmitter submitter;
    private final IntakeProperties properties;

    RunOperations(
            WorkflowCatalogue catalogue,
            Runs runs,
            RunStore store,
            RunDetails details,
            VisibleRuns visible,
            CurrentSubmitter submitter,
            IntakeProperties properties) {
        this.catalogue = catalogue;
        this.runs = runs;
        this.store = store;
        this.details = details;
        this.visible = visible;
        this.submitter = submitter;
        this.properties = properties;
    }

    Reply submit(Message request) throws InterruptedException {
        return submit(request.getHeader("name", String.class), request, Optional.empty());
    }

    /** Whoever asks wants the answer: it is waited for as long as may be, unless a shorter wait is preferred. */
    Reply ask(Message request) throws InterruptedException {
        return submit(ANSWERING, request, Optional.of(properties.maxWait()));
    }

    private Reply submit(String name, Message request, Optional<Duration> usualWait) throws InterruptedException {
        WorkflowDefinition workflow = catalogue.require(name);
        NewRun run = NewRun.of(
                workflow,
                RequestParts.body(request),
                submitter.get(),
                RequestParts.idempotencyKey(request),
                Optional.empty());
        Optional<Duration> wait = WaitPreference.of(request.getHeader("Prefer", String.class))
                .or(() -> usualWait)
                .map(wish -> wish.compareTo(properties.maxWait()) < 0 ? wish : properties.maxWait());
        if (wait.isEmpty()) {
            return accepted(workflow, runs.submit(run));
        }
        Runs.Waited waited = runs.submitAndAwait(run, wait.get(), RunOperations::isAnswer);
        return waited.outcome()
                .map(outcome -> answer(workflow, outcome))
                .orElseGet(() -> accepted(workflow, waited.submission()));
    }

    Reply get(Message request) {
        return Reply.ok(details.of(visible.find(RequestParts.id(request))));
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        RunFilter filter = new RunFilter(
                RequestParts.workflow(request),
                RequestParts.state(request),
                visible.submitters(),
                RequestParts.cursor(request),
                limit);
        List<RunView> page = store.list(filter).stream().map(RunView::of).toList();
        return Reply.ok(
                new Page(page, page.size() == limit ? page.get(limit - 1).id() : null));
    }

    /** A run that waits for an absent model server is an answer too: the caller can do something about it. */
    private static boolean isAnswer(RunOutcome outcome) {
        return outcome.state().isFinal() || outcome.waitsForModel();
    }

    private static Reply answer(WorkflowDefinition workflow, RunOutcome outcome) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Location", location(outcome.id()));
        headers.put("Preference-Applied", "wait");
        if (outcome.state() == RunState.SUCCEEDED) {
            return new Reply(200, headers, RunView.succeeded(workflow, outcome));
        }
        RunError error = outcome.error();
        ErrorCode code = error == null ? ErrorCode.WORKFLOW_FAILED : ErrorCode.ofStored(error.code());
        String detail = error == null ? "the run was cancelled" : error.message();
        if (outcome.waitsForModel()) {
            detail += " – the run %s is kept and tried again by itself.".formatted(outcome.id());
            headers.put(Problem.RETRY_AFTER, String.valueOf(RETRY_AFTER.toSeconds()));
        }
        Problem problem = Problem.of(code, detail, location(outcome.id()))
                .with("run", outcome.id().toString())
                .with("state", outcome.state().wireName());
        problem.retryAfter().ifPresent(seconds -> headers.putIfAbsent(Problem.RETRY_AFTER, seconds));
        return new Reply(problem.status(), headers, problem);
    }

    static Reply accepted(WorkflowDefinition workflow, Submission submission) {
        return new Reply(
                202,
                Map.of("Location", location(submission.id())),
                new RunView.Accepted(submission.id(), workflow.name(), location(submission.id())));
    }

    static String location(UUID run) {
        return "/api/v1/runs/" + run;
    }

    /**
     * Some runs.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<RunView> runs, UUID next) {}
}
