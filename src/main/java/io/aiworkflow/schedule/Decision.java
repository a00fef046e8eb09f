package io.aiworkflow.schedule;

import io.aiworkflow.run.NewRun;
import java.time.Instant;
import java.util.UUID;

/**
 * What shall become of a planned time, before it is written.
 *
 * @param times how many planned times it is about
 * @param untilAt the last of them, if there are several, else null
 * @param run the run that is started; null if none is
 */
record Decision(
        UUID schedule,
        Instant plannedAt,
        FiringOutcome outcome,
        String reason,
        int times,
        Instant untilAt,
        NewRun run) {
    static Decision start(Schedule schedule, Instant plannedAt, FiringOutcome outcome, String reason, NewRun run) {
        return new Decision(schedule.id(), plannedAt, outcome, reason, 1, null, run);
    }

    static Decision without(Schedule schedule, Instant plannedAt, FiringOutcome outcome, String reason) {
        return new Decision(schedule.id(), plannedAt, outcome, reason, 1, null, null);
    }
}
