package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunFilter;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunStore;
import io.aiworkflow.run.Runs;
import io.aiworkflow.run.Submission;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Submits runs and tells about them. */
@Component
@Profile("api")
class RunOperations {
    /** There are no identities yet; all requests come from this machine. */
    private static final String SUBMITTER = "local";

    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("(?!sub-run:)[\\x21-\\x7e]{1,255}");
    private static final Pattern WORKFLOW_NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final RunStore store;
    private final RunJournal journal;
    private final IntakeProperties properties;

    RunOperations(
            WorkflowCatalogue catalogue, Runs runs, RunStore store, RunJournal journal, IntakeProperties properties) {
        this.catalogue = catalogue;
        this.runs = runs;
        this.store = store;
        this.journal = journal;
        this.properties = properties;
    }

    Reply submit(Message request) throws InterruptedException {
        WorkflowDefinition workflow = catalogue.require(request.getHeader("name", String.class));
        NewRun run = NewRun.of(workflow, body(request), SUBMITTER, idempotencyKey(request), Optional.empty());
        Optional<Duration> wait = WaitPreference.of(request.getHeader("Prefer", String.class))
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
        Run run = runs.find(id(request));
        return Reply.ok(RunView.of(run, journal.steps(run.id())));
    }

    Reply list(Message request) {
        int limit = limit(request);
        RunFilter filter = new RunFilter(
                workflowName(request),
                Optional.ofNullable(request.getHeader("state", String.class)).map(RunOperations::state),
                Optional.ofNullable(request.getHeader("cursor", String.class))
                        .map(cursor -> uuid("cursor", cursor, ErrorCode.MALFORMED_REQUEST)),
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
            headers.put("Retry-After", String.valueOf(RETRY_AFTER.toSeconds()));
        }
        Problem problem = Problem.of(code, detail, location(outcome.id()))
                .with("run", outcome.id().toString())
                .with("state", outcome.state().wireName());
        return new Reply(problem.status(), headers, problem);
    }

    private static Reply accepted(WorkflowDefinition workflow, Submission submission) {
        return new Reply(
                202,
                Map.of("Location", location(submission.id())),
                new RunView.Accepted(submission.id(), workflow.name(), location(submission.id())));
    }

    private static String location(UUID run) {
        return "/api/v1/runs/" + run;
    }

    private static JsonNode body(Message request) {
        byte[] bytes = request.getBody(byte[].class);
        if (bytes == null || bytes.length == 0) {
            throw new PermanentException(
                    ErrorCode.MALFORMED_JSON, "the request has no body; send the workflow's input as JSON");
        }
        try {
            return StrictJson.parse(bytes);
        } catch (JsonProcessingException e) {
            throw new PermanentException(
                    ErrorCode.MALFORMED_JSON, "the body is not valid JSON: " + StrictJson.reason(e), e);
        }
    }

    private static Optional<String> idempotencyKey(Message request) {
        Optional<String> key = Optional.ofNullable(request.getHeader("Idempotency-Key", String.class));
        key.filter(given -> !IDEMPOTENCY_KEY.matcher(given).matches()).ifPresent(given -> {
            throw malformed("Idempotency-Key must have 1 to 255 visible ASCII characters and not begin with sub-run:");
        });
        return key;
    }

    private static UUID id(Message request) {
        return uuid("run id", request.getHeader("id", String.class), ErrorCode.RUN_NOT_FOUND);
    }

    private static UUID uuid(String what, String text, ErrorCode otherwise) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new PermanentException(otherwise, "the %s is not a UUID".formatted(what), e);
        }
    }

    private static Optional<String> workflowName(Message request) {
        Optional<String> name = Optional.ofNullable(request.getHeader("workflow", String.class));
        name.filter(given -> !WORKFLOW_NAME.matcher(given).matches()).ifPresent(given -> {
            throw malformed("workflow must be the name of a workflow");
        });
        return name;
    }

    private static RunState state(String name) {
        try {
            return RunState.ofWireName(name);
        } catch (IllegalArgumentException e) {
            throw malformed("state must be one of queued, running, waiting, succeeded, failed, cancelled");
        }
    }

    private static int limit(Message request) {
        String text = request.getHeader("limit", String.class);
        try {
            int limit = text == null ? DEFAULT_PAGE : Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw malformed("limit must be a number from 1 to " + LARGEST_PAGE);
        }
        throw malformed("limit must be a number from 1 to " + LARGEST_PAGE);
    }

    private static PermanentException malformed(String message) {
        return new PermanentException(ErrorCode.MALFORMED_REQUEST, message);
    }

    /**
     * Some runs.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<RunView> runs, UUID next) {}
}
