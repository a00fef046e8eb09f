package io.aiworkflow.worker;

import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.WorkerStore;
import java.time.Duration;
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
    private final WorkerIdentity self;
    private final WorkerProperties properties;
    private final RunSignals signals;
    private final HeldRuns held;
    private ScheduledExecutorService clock;
    private volatile long renewedAt;
    private volatile boolean entered;

    WorkerLease(
            WorkerStore workers, WorkerIdentity self, WorkerProperties properties, RunSignals signals, HeldRuns held) {
        this.workers = workers;
        this.self = self;
        this.properties = properties;
        this.signals = signals;
        this.held = held;
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
            LOG.warn("The worker could not be signed off; its lease ends by itself: {}", e.getMessage());
        }
    }

    /** Whether others still believe this worker alive, as far as it can tell by its own clock. */
    boolean isValid() {
        return entered && System.nanoTime() - renewedAt < properties.lease().toNanos();
    }

    private void renew() {
        long before = System.nanoTime();
        workers.renew(self.id(), self.host(), properties.lease());
        renewedAt = before;
        entered = true;
    }

    private void reap() {
        // After an outage this worker's own lease may have ended too, though it is alive.
        renew();
        int lost = workers.requeueLost(self.id(), held.ids());
        if (lost > 0) {
            LOG.warn("{} runs of this worker are queued again: their outcome could not be written", lost);
        }
        int freed = workers.requeueOrphans(properties.maxCrashes());
        if (freed > 0) {
            LOG.warn("{} runs were taken from workers that died", freed);
        }
        if (lost + freed > 0) {
            signals.queued();
        }
    }

    /** The first time comes early, so that a restart after a crash does not wait for a whole period. */
    private void schedule(Runnable chore, Duration period, String complaint) {
        long first = ThreadLocalRandom.current().nextLong(period.toMillis() / 4 + 1);
        clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        chore.run();
                    } catch (RuntimeException e) {
                        LOG.warn("{}; trying again in {}: {}", complaint, period, e.getMessage());
                    }
                },
                first,
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
