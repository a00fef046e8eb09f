package io.aiworkflow.worker;

import io.aiworkflow.platform.LogContext;
import io.aiworkflow.run.Claim;

/** What log lines are about while a run is executed. */
final class RunLogContext {
    private RunLogContext() {}

    /**
     * All of it, because a step may be executed by another thread than the attempt.
     *
     * @param step null outside of steps
     */
    static LogContext of(Claim claim, String step) {
        return LogContext.open()
                .with(LogContext.RUN, claim.runId().toString())
                .with(LogContext.WORKFLOW, claim.workflow())
                .with(LogContext.USER, claim.submitter().name())
                .with(LogContext.STEP, step);
    }
}
