package io.aiworkflow.worker;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.run.FreedRun;
import io.aiworkflow.run.RunMeters;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunWaits;
import io.aiworkflow.run.WorkerReport;
import io.aiworkflow.run.WorkerStore;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Keeps this worker's lease alive, and frees the runs of workers whose lease has ended. */
@Component
@Profile("worker")
class WorkerLease {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLease.class);

    private final WorkerStore workers;
    private final RunWaits waits;
    private final WorkerIdentity self;
    private final WorkerProperties properties;
    private final RunSignals signals;
    private final HeldRuns held;
    private final WorkerStanding standing;
    private final WorkflowCatalogue catalogue;
    private final RunMeters meters;
    private ScheduledExecutorService clock;

    WorkerLease(
            WorkerStore workers,
            RunWaits waits,
            WorkerIdentity self,
            WorkerProperties properties,
            RunSignals signals,
            HeldRuns held,
            WorkerStanding standing,
            WorkflowCatalogue catalogue,
            RunMeters meters) {
        this.workers = workers;
        this.waits = waits;
        this.self = self;
        this.properties = properties;
        this.signals = signals;
        this.held = held;
        this.standing = standing;
        this.catalogue = catalogue;
        this.meters = meters;
    }

    /** Enters this worker; it may claim runs once this has returned. */
    void start() {
        renew();
        clock = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "worker-lease");
            thread.setDaemon(true);
            return thread;
        });
        schedule(this::renew, properties.renewEvery(), "The lease could not be renewed");
        schedule(this::reap, properties.reapEvery(), "Runs of dead workers could not be looked for");
    }

    void stop() {
        clock.shutdownNow();
        try {
            workers.remove(self.id());
        } catch (DataAccessException e) {
            LOG.warn("The worker could not be signed off; its lease ends by itself: {}", DatabaseTrouble.reason(e));
        }
    }

    /** Tells the others now instead of with the next renewal, without waiting for the database. */
    void tellDraining() {
        clock.execute(() -> {
            try {
                renew();
            } catch (DataAccessException e) {
                LOG.debug("The others hear later that this worker drains", e);
            }
        });
    }

    private void renew() {
        long before = System.nanoTime();
        workers.renew(report(), properties.lease());
        standing.renewed(before + properties.lease().toNanos());
    }

    private WorkerReport report() {
        return new WorkerReport(
                self.id(),
                self.host(),
                catalogue.exclusive(),
                properties.concurrency(),
                held.size(),
                standing.stuck(),
                standing.staleWrites(),
                standing.isDraining());
    }

    private void reap() {
        // After an outage this worker's own lease may have ended too, though it is alive.
        renew();
        int lost = workers.requeueLost(self.id(), held.ids());
        if (lost > 0) {
            LOG.warn("{} runs of this worker are queued again: their outcome could not be written", lost);
        }
        int freed = free(workers.requeueOrphans(properties.maxCrashes()));
        workers.sweep();
        if (lost + freed + waits.wakeAllResolved() > 0) {
            signals.queued();
        }
    }

    private int free(List<FreedRun> runs) {
        if (!runs.isEmpty()) {
            LOG.warn("{} runs were taken from workers that died", runs.size());
            meters.crashed(runs.size());
        }
        for (FreedRun run : runs) {
            if (run.state() == RunState.FAILED) {
                meters.failed(run.workflow(), ErrorCode.RUN_CRASHED.name());
            } else if (run.state() == RunState.CANCELLED) {
                meters.cancelled(run.workflow());
            }
        }
        return runs.size();
    }

    /** The first time comes early, so that a restart after a crash does not wait for a whole period. */
    private void schedule(Runnable chore, Duration period, String complaint) {
        long first = ThreadLocalRandom.current().nextLong(period.toMillis() / 4 + 1);
        clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        chore.run();
                    } catch (RuntimeException e) {
                        LOG.warn("{}; trying again in {}: {}", complaint, period, DatabaseTrouble.reason(e));
                    }
                },
                first,
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
