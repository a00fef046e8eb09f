package io.aiworkflow.intake;

import io.aiworkflow.run.WorkerReport;
import io.aiworkflow.run.WorkerStatus;
import java.time.Instant;
import java.util.UUID;

/**
 * A worker as operators see it.
 *
 * @param renewed when it was last heard of
 * @param slots how many runs it executes at a time
 * @param held how many runs it has in hand
 * @param stuck how many of its threads ignore their interrupt
 * @param staleWrites how many of its writes were refused because it had lost the run
 */
record WorkerView(
        UUID id,
        String host,
        Instant started,
        Instant renewed,
        boolean alive,
        int slots,
        int held,
        int stuck,
        long staleWrites,
        boolean draining) {
    static WorkerView of(WorkerStatus worker) {
        WorkerReport report = worker.report();
        return new WorkerView(
                report.worker(),
                report.host(),
                worker.startedAt(),
                worker.renewedAt(),
                worker.alive(),
                report.slots(),
                report.held(),
                report.stuck(),
                report.staleWrites(),
                report.draining());
    }
}
