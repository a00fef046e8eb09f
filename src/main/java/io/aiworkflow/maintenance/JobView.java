package io.aiworkflow.maintenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import java.time.Instant;

/**
 * A chore as operators see it. What is not known yet is left out.
 *
 * @param schedule when it is planned, for people
 * @param lastResult the figures of its last success
 * @param lastDoneAt when it last did its work, which one that is not configured never does though it succeeds
 * @param failures how often in a row it has failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
        String job,
        String workflow,
        String description,
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
    static JobView of(KnownJob job) {
        JobState state = job.state();
        return new JobView(
                job.name(),
                job.workflow().name(),
                job.workflow().description(),
                JobTimes.text(job.workflow()).orElse(null),
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
