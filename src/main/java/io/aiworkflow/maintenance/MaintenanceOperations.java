package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.Runs;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets operators see the chores, start them by hand, and have their planned times left out for a while. */
@Component
@Profile("api")
class MaintenanceOperations {
    private final MaintenanceJobs jobs;
    private final JdbcJobs store;
    private final Runs runs;
    private final CurrentSubmitter current;

    MaintenanceOperations(MaintenanceJobs jobs, JdbcJobs store, Runs runs, CurrentSubmitter current) {
        this.jobs = jobs;
        this.store = store;
        this.runs = runs;
        this.current = current;
    }

    Reply list() {
        List<JobView> all = jobs.all().stream().map(JobView::of).toList();
        return Reply.ok(Map.of("jobs", all));
    }

    Reply get(Message request) {
        return Reply.ok(JobView.of(required(request)));
    }

    /** Also while it is paused: whoever asks for it wants it. */
    Reply run(Message request) {
        WorkflowDefinition workflow = required(request).workflow();
        ObjectNode input = JsonNodeFactory.instance.objectNode().put(JobRuns.BY_HAND, true);
        NewRun run = NewRun.of(workflow, input, current.get(), RequestParts.idempotencyKey(request), Optional.empty());
        return Reply.accepted(workflow, runs.submit(run));
    }

    Reply pause(Message request) {
        String job = required(request).name();
        store.pause(job, current.get().name());
        return get(request);
    }

    Reply resume(Message request) {
        store.resume(required(request).name());
        return get(request);
    }

    private KnownJob required(Message request) {
        return RequestParts.text(request, "job")
                .flatMap(jobs::find)
                .orElseThrow(
                        () -> new PermanentException(
                                ErrorCode.NOT_FOUND,
                                "there is no maintenance job of this name; GET /api/v1/maintenance lists those that there are"));
    }
}
