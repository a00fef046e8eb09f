package io.aiworkflow.run;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The runs that have failed: they stay among the unfinished ones until somebody replays or discards them, or their
 * retention is over.
 */
@Component
public class DeadLetters {
    /** The workflow whose runs are bulk replays. */
    public static final String REPLAY_WORKFLOW = "replay-dead-letters";

    private final JdbcDeadLetters letters;
    private final JdbcRunHistory history;
    private final RunStore store;
    private final RunSignals signals;

    DeadLetters(JdbcDeadLetters letters, JdbcRunHistory history, RunStore store, RunSignals signals) {
        this.letters = letters;
        this.history = history;
        this.store = store;
        this.signals = signals;
    }

    /** Newest first, without inputs. */
    public List<Run> list(DeadLetterFilter filter, Optional<UUID> before, int limit) {
        return letters.list(filter, before, limit);
    }

    /** By cause, the most frequent first. */
    public List<DeadLetterGroup> groups(DeadLetterFilter filter) {
        return letters.groups(filter);
    }

    /**
     * Moves a failed run to the history, where it is kept like any finished run. To do so again changes nothing.
     *
     * @throws io.aiworkflow.failure.PermanentException RUN_NOT_FOUND, or RUN_STATE_CONFLICT when it has not failed
     */
    public Run discard(UUID id) {
        history.discard(id);
        Run run = store.find(id).orElseThrow(() -> Runs.notFound(id));
        if (run.state() != RunState.FAILED) {
            throw RunControl.conflict(run, "only failed runs are dead letters");
        }
        return run;
    }

    /**
     * Starts a bulk replay, or finds it again after a crash.
     *
     * @param by the run that does it
     * @return how many dead letters match and were there before it
     */
    public long begin(UUID by, DeadLetterFilter filter) {
        return letters.begin(by, filter);
    }

    /**
     * Replays the next dead letters that were there before the bulk replay, the oldest first.
     *
     * @return how many runs were queued; none when all are replayed
     */
    public int replayNext(UUID by, DeadLetterFilter filter, RetryPlan plan, int batch) {
        int queued = letters.replay(by, filter, plan, batch);
        if (queued > 0) {
            signals.queued();
        }
        return queued;
    }

    /** How many runs this bulk replay has queued so far, the sub-runs that go on with their parents included. */
    public long replayed(UUID by) {
        return letters.replayed(by);
    }
}
