package io.aiworkflow.worker;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.CancelRequest;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunControl;
import io.aiworkflow.run.Runs;
import io.aiworkflow.run.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Cancels sub-runs whose caller has no more time for them, wherever they are executed. What waits for somebody is left to
 * him. A deadline does not outlive this process; whoever resumes the caller sets it again.
 */
@Component
class SubRunDeadlines {
    private static final Logger LOG = LoggerFactory.getLogger(SubRunDeadlines.class);
    private static final String REASON = "the time for it was over";
    private static final Set<WaitReason> FOR_SOMEBODY =
            EnumSet.of(WaitReason.APPROVAL, WaitReason.CALLBACK, WaitReason.REVIEW);

    private final Runs runs;
    private final RunControl control;
    private final Watchdog watchdog;

    SubRunDeadlines(Runs runs, RunControl control, Watchdog watchdog) {
        this.runs = runs;
        this.control = control;
        this.watchdog = watchdog;
    }

    /** @param until {@link Instant#MAX} for never */
    void cancelAt(Instant until, UUID run) {
        if (!until.equals(Instant.MAX)) {
            watchdog.after(Duration.between(Instant.now(), until), () -> cancel(run));
        }
    }

    private void cancel(UUID id) {
        try {
            Run run = runs.find(id);
            if (!run.state().isFinal() && (run.waitsFor() == null || !FOR_SOMEBODY.contains(run.waitsFor()))) {
                control.cancel(new CancelRequest(id, Submitter.ENGINE.name(), REASON));
            }
        } catch (PermanentException e) {
            if (e.code() != ErrorCode.RUN_STATE_CONFLICT) {
                LOG.warn("Sub-run {} could not be cancelled when its time was over: {}", id, e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.warn("Sub-run {} could not be cancelled when its time was over", id, e);
        }
    }
}
