package io.aiworkflow.run;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.run.JdbcRunCancel.Cancelled;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Steers runs that were accepted: cancels them. It never stops a thread itself, it tells the worker that has the run. */
@Component
public class RunControl {
    private final RunStore store;
    private final JdbcRunCancel cancels;
    private final RunWaits waits;
    private final RunSignals signals;

    RunControl(RunStore store, JdbcRunCancel cancels, RunWaits waits, RunSignals signals) {
        this.store = store;
        this.cancels = cancels;
        this.waits = waits;
        this.signals = signals;
    }

    /**
     * Cancels the run with all of its sub-runs that have not ended. To do so again changes nothing.
     *
     * @return the run: cancelled, or still running until its worker has stopped it
     * @throws PermanentException RUN_NOT_FOUND, or RUN_STATE_CONFLICT when it has ended otherwise
     */
    public Run cancel(CancelRequest request) {
        reach(request);
        Run run = require(request.run());
        if (run.state().isFinal() && run.state() != RunState.CANCELLED) {
            throw conflict(run, "it has ended and cannot be cancelled any more");
        }
        return run;
    }

    /** Cancels sub-runs that a cancelled run has started after it was cancelled. */
    public void cancelSubRuns(UUID run) {
        reach(new CancelRequest(run, null, null));
    }

    private void reach(CancelRequest request) {
        List<Cancelled> reached = cancels.cancel(request);
        for (Cancelled each : reached) {
            if (each.state() == RunState.RUNNING) {
                signals.cancelRequested(each.id());
            } else {
                signals.left(new RunOutcome(each.id(), each.state(), null, null));
            }
        }
        boolean woken = reached.stream()
                .anyMatch(each -> each.id().equals(request.run())
                        && each.state() == RunState.CANCELLED
                        && each.parent() != null
                        && waits.wakeParents(each.id()) > 0);
        if (woken) {
            signals.queued();
        }
    }

    private Run require(UUID id) {
        return store.find(id)
                .orElseThrow(() -> new PermanentException(ErrorCode.RUN_NOT_FOUND, "there is no run " + id));
    }

    private static PermanentException conflict(Run run, String why) {
        return new PermanentException(
                ErrorCode.RUN_STATE_CONFLICT,
                "the run %s is %s: %s".formatted(run.id(), run.state().wireName(), why));
    }
}
