package io.aiworkflow.worker;

import io.aiworkflow.run.RunSignal.Kind;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.run.WorkerStore;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Stops attempts: those that take too long and those whose run was cancelled. One that does not heed its interrupt is
 * given up after a while: its run is taken away from it and its slot goes to another run.
 */
@Component
class Watchdog implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final HeldRuns held;
    private final AttemptEnd end;
    private final WorkerStore workers;
    private final WorkerStanding standing;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor clock;

    Watchdog(
            HeldRuns held,
            AttemptEnd end,
            WorkerStore workers,
            WorkerStanding standing,
            RunSignals signals,
            WorkerProperties properties) {
        this.held = held;
        this.end = end;
        this.workers = workers;
        this.standing = standing;
        this.patience = properties.stopPatience();
        this.clock = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        // Once it is shut down, nobody is stopped by it any more.
        clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        signals.listen(Kind.CANCEL_REQUESTED, run -> clock.execute(() -> cancel(run)));
    }

    /** Stops the attempt after this time, unless the returned task is cancelled before. */
    ScheduledFuture<?> stopAfter(HeldRun run, Duration time) {
        return clock.schedule(() -> stop(run, StopReason.TIMED_OUT), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops the attempt at a run that was cancelled, if this process executes it. */
    void cancel(UUID run) {
        held.find(run).ifPresent(found -> stop(found, StopReason.CANCELLED));
    }

    private void stop(HeldRun run, StopReason reason) {
        if (run.signal().stop(reason)) {
            clock.schedule(() -> giveUp(run, reason), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void giveUp(HeldRun run, StopReason reason) {
        if (!run.giveUp()) {
            return;
        }
        LOG.warn(
                "Run {} does not heed its interrupt ({}); its slot goes to another run",
                run.claim().runId(),
                reason);
        standing.stuck(1);
        try {
            workers.flagStuck(run.claim());
            end.stopped(run.claim(), reason);
        } catch (StaleClaim e) {
            LOG.debug("The attempt ended just now", e);
        } catch (DataAccessException e) {
            LOG.warn(
                    "Run {} could not be taken from its attempt; it is queued again later",
                    run.claim().runId());
        }
        held.release(run);
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }
}
