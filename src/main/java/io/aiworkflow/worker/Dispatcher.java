package io.aiworkflow.worker;

import io.aiworkflow.run.Claim;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(2);

    private final RunQueue queue;
    private final WorkflowCatalogue catalogue;
    private final AttemptRunner runner;
    private final RunSignals signals;
    private final WorkerIdentity self;
    private final WorkerLease lease;
    private final WorkerProperties properties;
    private final Semaphore slots;
    private final Map<String, Integer> executing = new ConcurrentHashMap<>();
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();
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
            WorkerProperties properties) {
        this.queue = queue;
        this.catalogue = catalogue;
        this.runner = runner;
        this.signals = signals;
        this.self = self;
        this.lease = lease;
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
            loop.join();
            attempts.shutdown();
            if (!attempts.awaitTermination(properties.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                attempts.shutdownNow();
                attempts.awaitTermination(INTERRUPT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            attempts.shutdownNow();
            Thread.currentThread().interrupt();
        }
        held.forEach(this::giveBack);
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
                List<Claim> claims = List.of();
                try {
                    claims = claim(free);
                } finally {
                    slots.release(free - claims.size());
                }
                claims.forEach(this::execute);
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

    private List<Claim> claim(int free) {
        if (!running || !lease.isValid()) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>();
        Set<String> unlimited = new HashSet<>();
        for (String workflow : catalogue.executable()) {
            int limit = concurrency(workflow);
            if (limit == 0) {
                unlimited.add(workflow);
            } else {
                int room = Math.min(free - claims.size(), limit - executing.getOrDefault(workflow, 0));
                if (room > 0) {
                    claims.addAll(queue.claim(self.id(), Set.of(workflow), room));
                }
            }
        }
        if (claims.size() < free && !unlimited.isEmpty()) {
            claims.addAll(queue.claim(self.id(), unlimited, free - claims.size()));
        }
        return claims;
    }

    private int concurrency(String workflow) {
        return catalogue
                .current(workflow)
                .map(LoadedWorkflow::definition)
                .map(definition -> definition.concurrency())
                .orElse(0);
    }

    private void execute(Claim claim) {
        executing.merge(claim.workflow(), 1, Integer::sum);
        held.add(claim);
        attempts.execute(() -> {
            try {
                runner.run(claim);
            } catch (RuntimeException e) {
                // While the worker stops, the run has been given back already.
                if (running) {
                    LOG.error(
                            "The outcome of run {} could not be written; it is tried again when the lease has ended",
                            claim.runId(),
                            e);
                }
            } finally {
                held.remove(claim);
                executing.computeIfPresent(claim.workflow(), (name, count) -> count == 1 ? null : count - 1);
                slots.release();
                if (concurrency(claim.workflow()) > 0) {
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
