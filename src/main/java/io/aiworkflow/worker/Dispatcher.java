package io.aiworkflow.worker;

import io.aiworkflow.run.Claim;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Claims due runs whenever a slot is free and has them executed. It never claims more than it can start at once, and
 * nothing while this worker's lease is in doubt.
 */
@Component
@Profile("worker")
class Dispatcher implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final Duration LOOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(2);

    private final RunQueue queue;
    private final WorkflowCatalogue catalogue;
    private final AttemptRunner runner;
    private final RunSignals signals;
    private final WorkerIdentity self;
    private final WorkerLease lease;
    private final WorkerProperties properties;
    private final Semaphore slots;
    private final HeldRuns held;
    private ExecutorService attempts;
    private Thread loop;
    private volatile boolean running;

    Dispatcher(
            RunQueue queue,
            WorkflowCatalogue catalogue,
            AttemptRunner runner,
            RunSignals signals,
            WorkerIdentity self,
            WorkerLease lease,
            HeldRuns held,
            WorkerProperties properties) {
        this.queue = queue;
        this.catalogue = catalogue;
        this.runner = runner;
        this.signals = signals;
        this.self = self;
        this.lease = lease;
        this.held = held;
        this.properties = properties;
        this.slots = new Semaphore(properties.concurrency());
    }

    /** Started by the event below instead: the routes are there only then. */
    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        lease.start();
        attempts = AttemptThreads.create(properties.concurrency());
        running = true;
        loop = new Thread(this::dispatch, "dispatcher");
        loop.start();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** First to stop, while the routes and the database are still there. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void stop() {
        running = false;
        signals.queued();
        try {
            loop.join(LOOP_PATIENCE.toMillis());
            loop.interrupt();
            attempts.shutdown();
            if (!attempts.awaitTermination(properties.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                attempts.shutdownNow();
                attempts.awaitTermination(INTERRUPT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            attempts.shutdownNow();
            Thread.currentThread().interrupt();
        }
        held.all().forEach(this::giveBack);
        lease.stop();
    }

    /** For an attempt that does not heed its interrupt: whatever it still writes is refused from here on. */
    private void giveBack(Claim claim) {
        try {
            queue.giveBack(claim);
            LOG.info("Run {} was given back unfinished: the worker is stopping", claim.runId());
        } catch (StaleClaim e) {
            LOG.debug("The attempt ended just now", e);
        } catch (DataAccessException e) {
            LOG.warn("Run {} could not be given back; it is free when the lease has ended", claim.runId());
        }
    }

    private void dispatch() {
        while (running) {
            try {
                slots.acquire();
                int free = 1 + slots.drainPermits();
                List<Claim> claims = new ArrayList<>();
                try {
                    claim(free, claims);
                } finally {
                    // What was claimed is executed even if a later claim failed.
                    slots.release(free - claims.size());
                    claims.forEach(this::execute);
                }
                if (claims.size() < free) {
                    signals.awaitQueued(jittered(properties.pollEvery()));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                pauseAfter(e);
            }
        }
    }

    private void claim(int free, List<Claim> claims) {
        if (!running || !lease.isValid()) {
            return;
        }
        Set<String> unlimited = new HashSet<>();
        for (String workflow : catalogue.executable()) {
            if (!held.isLimited(workflow)) {
                unlimited.add(workflow);
            } else {
                claim(Set.of(workflow), held.room(workflow, free - claims.size()), claims);
            }
        }
        claim(unlimited, free - claims.size(), claims);
    }

    private void claim(Set<String> workflows, int limit, List<Claim> claims) {
        if (limit > 0 && !workflows.isEmpty()) {
            List<Claim> claimed = queue.claim(self.id(), workflows, limit);
            claimed.forEach(held::add);
            claims.addAll(claimed);
        }
    }

    private void execute(Claim claim) {
        attempts.execute(() -> {
            try {
                runner.run(claim);
            } catch (RuntimeException | Error e) {
                // While the worker stops, the run has been given back already.
                if (running) {
                    LOG.error("The outcome of run {} could not be written; it is queued again", claim.runId(), e);
                }
            } finally {
                held.remove(claim);
                slots.release();
                if (held.isLimited(claim.workflow())) {
                    signals.queued();
                }
            }
        });
    }

    private void pauseAfter(RuntimeException failure) {
        if (failure instanceof DataAccessException) {
            LOG.warn("No runs can be claimed: {}", failure.getMessage());
        } else {
            LOG.error("No runs can be claimed", failure);
        }
        try {
            Thread.sleep(jittered(properties.pollEvery()).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration jittered(Duration period) {
        double factor = 0.75 + ThreadLocalRandom.current().nextDouble() / 2;
        return Duration.ofMillis((long) (period.toMillis() * factor));
    }
}
