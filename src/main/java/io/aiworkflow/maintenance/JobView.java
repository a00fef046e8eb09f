package io.aiworkflow.maintenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.maintenance.JobFiles.Fault;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Instant;

/**
 * A chore as operators see it. What is not known yet is left out.
 *
 * @param schedule when it is planned, for people
 * @param lastResult the figures of its last success
 * @param lastDoneAt when it last did its work, which one that is not configured never does though it succeeds
 * @param fileState {@code loaded}, {@code refused} or {@code missing}
 * @param fileError what is wrong with its file
 * @param failures how often in a row it has failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
        String job,
        String workflow,
        String description,
        String fileState,
        String fileError,
        String schedule,
        Instant nextAt,
        boolean paused,
        String pausedBy,
        Instant pausedAt,
        boolean overdue,
        String lastOutcome,
        Instant lastStartedAt,
        Instant lastFinishedAt,
        Long lastDurationMs,
        Instant lastSuccessAt,
        Instant lastDoneAt,
        String lastRun,
        String lastSummary,
        String lastError,
        int failures,
        JsonNode lastResult) {
    private static final String LOADED = "loaded";

    static JobView of(KnownJob job) {
        JobState state = job.state();
        return new JobView(
                job.name(),
                JobName.workflowOf(job.name()),
                job.workflow().map(WorkflowDefinition::description).orElse(null),
                job.fault().map(Fault::state).orElse(LOADED),
                job.fault().map(Fault::reason).orElse(null),
                job.workflow().flatMap(JobTimes::text).orElse(null),
                state.isPaused() ? null : job.next().orElse(null),
                state.isPaused(),
                state.pausedBy(),
                state.pausedAt(),
                job.overdue(),
                state.outcome(),
                state.startedAt(),
                state.finishedAt(),
                state.durationMs(),
                state.lastSuccessAt(),
                state.lastDoneAt(),
                state.run() == null ? null : state.run().toString(),
                state.summary(),
                state.error(),
                state.failures(),
                state.result());
    }
}
