package io.aiworkflow.worker;

import io.aiworkflow.run.RunSignal.Kind;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.run.WorkerStore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

    /** Stops the attempt when its time or that of its run is over, unless the returned task is cancelled before. */
    Future<?> stopInTime(HeldRun run) {
        Duration attempt = run.options().timeout();
        Optional<Duration> sooner = run.timeLeft().filter(left -> left.compareTo(attempt) < 0);
        StopReason reason = sooner.isPresent() ? StopReason.RUN_TIMED_OUT : StopReason.TIMED_OUT;
        return after(sooner.orElse(attempt), () -> stop(run, reason));
    }

    /**
     * Stops one step after this time, unless the returned task is cancelled before.
     *
     * @param giveUp journals the failure of a step that does not heed its interrupt
     */
    Future<?> stopStepAfter(HeldRun run, StopSignal step, Duration time, Supplier<StepsFailure> giveUp) {
        return after(time, () -> {
            if (step.stop(StopReason.STEP_TIMED_OUT)) {
                after(
                        patience,
                        () -> giveUp(run, step, StopReason.STEP_TIMED_OUT, () -> {
                            StepsFailure failed = giveUp.get();
                            end.unsuccessful(run, failed.failure(), failed.steps());
                        }));
            }
        });
    }

    /** Stops the attempt at a run that was cancelled, if this process executes it. */
    void cancel(UUID run) {
        held.find(run).ifPresent(found -> stop(found, StopReason.CANCELLED));
    }

    /** Stops the attempt, and gives it up when it does not heed that. */
    void stop(HeldRun run, StopReason reason) {
        if (run.signal().stop(reason)) {
            after(patience, () -> giveUp(run, run.signal(), reason, () -> end.stopped(run, reason)));
        }
    }

    /** Executes something later, if this process still lives then. */
    Future<?> after(Duration time, Runnable task) {
        return clock.schedule(task, Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void giveUp(HeldRun run, StopSignal stopped, StopReason reason, Runnable takeAway) {
        if (stopped.isClosed() || !run.giveUp()) {
            return;
        }
        LOG.warn(
                "Run {} does not heed its interrupt ({}); its slot goes to another run",
                run.claim().runId(),
                reason);
        standing.stuck(1);
        try {
            workers.flagStuck(run.claim());
            takeAway.run();
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
