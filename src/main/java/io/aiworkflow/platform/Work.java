package io.aiworkflow.platform;

import java.util.Optional;
import java.util.UUID;

/**
 * For whom and for what a route works at a moment.
 *
 * @param run empty outside of runs
 * @param workflow the name of the run's workflow; empty outside of runs
 * @param step the innermost step of the run; empty outside of any
 * @param occurrence tells executions of the step apart; empty for a step that is executed once
 * @param urgent whether somebody waits for it; other work gives way to it
 * @param fallbackModel who answers for this workflow when a step's model is not there; empty for nobody
 */
public record Work(
        Submitter submitter,
        Optional<UUID> run,
        String workflow,
        String step,
        String occurrence,
        boolean urgent,
        Optional<String> fallbackModel) {
    /** Work that belongs to no run. */
    public static Work outsideOfRuns(Submitter submitter) {
        return new Work(submitter, Optional.empty(), "", "", "", true, Optional.empty());
    }

    /** The same work, which gives way to what somebody waits for. */
    public Work inBackground() {
        return new Work(submitter, run, workflow, step, occurrence, false, fallbackModel);
    }
}
