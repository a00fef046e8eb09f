package io.aiworkflow.run;

import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The way into the queue for runs that nobody waits for and that come many at a time. The caller holds the transaction,
 * so that what made them and they commit together.
 */
@Component
public class PlannedRuns {
    private final JdbcPlannedRuns store;
    private final QueueLimits limits;
    private final RunSignals signals;

    PlannedRuns(JdbcPlannedRuns store, QueueLimits limits, RunSignals signals) {
        this.store = store;
        this.limits = limits;
        this.signals = signals;
    }

    /**
     * The run as it will be stored: with the defaults of its workflow's schema.
     *
     * @throws PermanentException when the submitter's role is not enough, or the input does not fit
     */
    public NewRun checked(NewRun run) {
        Runs.requireRole(run.workflow(), run.submitter().role());
        Optional<DocumentSchema> schema = run.workflow().input();
        NewRun complete = run.withInput(Runs.complete(schema, run.input()));
        Runs.requireValid(run.workflow().name(), schema, complete.input());
        return complete;
    }

    /** @throws io.aiworkflow.failure.TransientException as for other runs, when too much is queued already */
    public void requireRoom(NewRun run) {
        limits.requireRoom(run);
    }

    /** Queues checked runs, many with one statement. They are there with the caller's commit. */
    public void insert(List<NewRun> runs) {
        if (!runs.isEmpty()) {
            store.insert(runs);
        }
    }

    /** For the time after the commit: workers are told. */
    public void announce() {
        signals.queued();
    }
}
