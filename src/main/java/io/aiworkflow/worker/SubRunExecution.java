package io.aiworkflow.worker;

import io.aiworkflow.run.Claim;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Executes a sub-run on the thread of the run that waits for it, which needs no other worker then. */
@Component
class SubRunExecution {
    private final RunSource source;
    private final AttemptRunner runner;
    private final HeldRuns held;
    private final Watchdog watchdog;

    SubRunExecution(RunSource source, AttemptRunner runner, HeldRuns held, Watchdog watchdog) {
        this.source = source;
        this.runner = runner;
        this.held = held;
        this.watchdog = watchdog;
    }

    /** @return whether an attempt was made; not when somebody else has the run, or its workflow's limit is reached */
    boolean tryExecute(Attempt parent, UUID id, String workflow) {
        Optional<Claim> claim = source.claimOne(id, workflow);
        claim.ifPresent(own -> execute(parent, own));
        return claim.isPresent();
    }

    /**
     * Whatever stops the parent's attempt also stops this one, which works on the same thread. If the thread does not heed
     * its interrupt, both are given up.
     */
    private void execute(Attempt parent, Claim claim) {
        HeldRun run = held.add(claim, () -> {});
        StopSignal signal = parent.held().signal();
        StopSignal.onStopOfCurrent(() -> watchdog.stop(run, reasonForChild(signal)));
        try {
            runner.run(run);
        } finally {
            held.remove(run);
        }
    }

    /** That the parent's time is over is no fault of the sub-run. */
    private static StopReason reasonForChild(StopSignal parent) {
        return parent.reason().filter(reason -> !reason.isFailure()).orElse(StopReason.DRAINED);
    }
}
