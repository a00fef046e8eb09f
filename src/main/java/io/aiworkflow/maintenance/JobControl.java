package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.maintenance.JobFiles.Fault;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.Runs;
import io.aiworkflow.run.Submission;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What operators do with a chore, over REST or in the console, in the name of whoever asks for it. */
@Component
class JobControl {
    private final MaintenanceJobs jobs;
    private final JdbcJobs store;
    private final Runs runs;
    private final CurrentSubmitter current;

    JobControl(MaintenanceJobs jobs, JdbcJobs store, Runs runs, CurrentSubmitter current) {
        this.jobs = jobs;
        this.store = store;
        this.runs = runs;
        this.current = current;
    }

    /** @throws PermanentException NOT_FOUND */
    KnownJob required(String job) {
        return jobs.find(job)
                .orElseThrow(
                        () -> new PermanentException(
                                ErrorCode.NOT_FOUND,
                                "there is no maintenance job of this name; GET /api/v1/maintenance lists those that there are"));
    }

    /**
     * Starts it now, also while it is paused: whoever asks for it wants it.
     *
     * @throws PermanentException STATE_CONFLICT when nothing is loaded of its file
     */
    Submission run(KnownJob job, Optional<String> idempotencyKey) {
        ObjectNode input = JsonNodeFactory.instance.objectNode().put(JobRuns.BY_HAND, true);
        return runs.submit(NewRun.of(workflow(job), input, current.get(), idempotencyKey, Optional.empty()));
    }

    /** @throws PermanentException STATE_CONFLICT when nothing is loaded of its file */
    WorkflowDefinition workflow(KnownJob job) {
        return job.workflow()
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.STATE_CONFLICT,
                        "the job cannot be run: "
                                + job.fault().map(Fault::reason).orElse("its file was taken away")));
    }

    void pause(KnownJob job) {
        store.pause(job.name(), current.get().name());
    }

    void resume(KnownJob job) {
        store.resume(job.name());
    }
}
