package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.DeadLetterFilter;
import io.aiworkflow.run.DeadLetterGroup;
import io.aiworkflow.run.DeadLetters;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.Runs;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets people look at failed runs, and decide what becomes of them. */
@Component
@Profile("api")
class DeadLetterOperations {
    private final DeadLetters letters;
    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final CurrentSubmitter submitter;

    DeadLetterOperations(DeadLetters letters, WorkflowCatalogue catalogue, Runs runs, CurrentSubmitter submitter) {
        this.letters = letters;
        this.catalogue = catalogue;
        this.runs = runs;
        this.submitter = submitter;
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        List<RunView> page = letters.list(filter(request), RequestParts.cursor(request), limit).stream()
                .map(RunView::of)
                .toList();
        return Reply.ok(
                new Page(page, page.size() == limit ? page.get(limit - 1).id() : null));
    }

    Reply groups(Message request) {
        return Reply.ok(new Groups(
                letters.groups(filter(request)).stream().map(GroupView::of).toList()));
    }

    Reply discard(Message request) {
        RequestParts.optionalBody(request, RequestSchemas.NOTHING);
        return Reply.ok(RunView.of(letters.discard(RequestParts.id(request))));
    }

    /** A bulk replay is a run like any other, so that it survives a crash and can be watched and cancelled. */
    Reply replay(Message request) {
        WorkflowDefinition workflow = catalogue.require(DeadLetters.REPLAY_WORKFLOW);
        NewRun run = NewRun.of(
                workflow,
                RequestParts.body(request),
                submitter.get(),
                RequestParts.idempotencyKey(request),
                Optional.empty());
        return RunOperations.accepted(workflow, runs.submit(run));
    }

    private static DeadLetterFilter filter(Message request) {
        return new DeadLetterFilter(
                RequestParts.workflow(request), RequestParts.text(request, "step"), RequestParts.text(request, "code"));
    }

    /** @param next the cursor of the next page, null on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<RunView> runs, UUID next) {}

    private record Groups(List<GroupView> groups) {}

    /** Failed runs with the same cause, and the message of the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record GroupView(
            String workflow, String step, String code, long count, Instant oldest, Instant newest, String message) {
        static GroupView of(DeadLetterGroup group) {
            return new GroupView(
                    group.workflow(),
                    group.step(),
                    group.code(),
                    group.runs(),
                    group.oldest(),
                    group.newest(),
                    group.message());
        }
    }
}
