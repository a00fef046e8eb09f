package io.aiworkflow.worker;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.run.SuspectDuty;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
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

    private static final Duration GATHER = Duration.ofMillis(3);
    private static final Duration LOOP_PATIENCE = Duration.ofSeconds(2);
    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(2);
    /** Longer than a database that works needs; one that does not must not hold up the end of the process. */
    private static final Duration GIVE_BACK_PATIENCE = Duration.ofSeconds(3);

    private final RunSource source;
    private final AttemptRunner runner;
    private final AttemptEnd end;
    private final RunSignals signals;
    private final WorkerLease lease;
    private final WorkerProperties properties;
    private final Semaphore slots;
    private final HeldRuns held;
    private final WorkerStanding standing;
    private ExecutorService attempts;
    private Thread loop;
    private volatile boolean running;
    private volatile boolean suspectInHand;

    Dispatcher(
            RunSource source,
            AttemptRunner runner,
            AttemptEnd end,
            RunSignals signals,
            WorkerLease lease,
            HeldRuns held,
            WorkerStanding standing,
            WorkerProperties properties) {
        this.source = source;
        this.runner = runner;
        this.end = end;
        this.signals = signals;
        this.lease = lease;
        this.held = held;
        this.properties = properties;
        this.standing = standing;
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
        attempts = AttemptThreads.create();
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

    /**
     * From here on nothing is claimed and no attempt begins another step. What is short comes to its end; the rest is
     * given back unspent, and other workers go on with it.
     */
    @Override
    public void stop() {
        running = false;
        standing.drain();
        lease.tellDraining();
        // It may wait for a slot or a signal; what it is just claiming is still executed.
        loop.interrupt();
        try {
            loop.join(LOOP_PATIENCE.toMillis());
            attempts.shutdown();
            if (!attempts.awaitTermination(properties.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                held.all().forEach(run -> run.signal().stop(StopReason.DRAINED));
                attempts.awaitTermination(INTERRUPT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        attempts.shutdownNow();
        signOff();
    }

    private void signOff() {
        Thread signOff = new Thread(
                () -> {
                    held.all().forEach(this::giveBack);
                    lease.stop();
                },
                "sign-off");
        signOff.setDaemon(true);
        signOff.start();
        try {
            signOff.join(GIVE_BACK_PATIENCE.toMillis());
            if (signOff.isAlive()) {
                LOG.warn("The worker could not be signed off in time; its runs are free when its lease has ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For an attempt that does not heed its interrupt: whatever it still writes is refused from here on. */
    private void giveBack(HeldRun run) {
        try {
            end.stopped(run, StopReason.DRAINED);
        } catch (StaleClaim e) {
            LOG.debug("The attempt ended just now", e);
        } catch (DataAccessException e) {
            LOG.warn(
                    "Run {} could not be given back; it is free when the lease has ended",
                    run.claim().runId());
        }
    }

    private void dispatch() {
        while (running) {
            try {
                int free = takeFreeSlots();
                SuspectDuty duty = standing.suspectDuty();
                boolean alone = free == properties.concurrency();
                if (!suspectInHand && (duty == SuspectDuty.NOW || duty == SuspectDuty.WHEN_IDLE && alone)) {
                    executeSuspect(free);
                } else if (executeDue(free) < free) {
                    signals.awaitQueued(QueueChores.jittered(properties.pollEvery()));
                } else if (free < properties.concurrency()) {
                    // More is queued than there are slots: those that become free meanwhile share the next claim.
                    Thread.sleep(GATHER.toMillis());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                pauseAfter(e);
            }
        }
    }

    /** At least one; all of them, if they become free in time, when this worker makes room for a suspect. */
    private int takeFreeSlots() throws InterruptedException {
        slots.acquire();
        int free = 1 + slots.drainPermits();
        int others = properties.concurrency() - free;
        if (standing.suspectDuty() != SuspectDuty.NOW || suspectInHand || others == 0) {
            return free;
        }
        try {
            return slots.tryAcquire(others, properties.lease().toMillis(), TimeUnit.MILLISECONDS)
                    ? properties.concurrency()
                    : free;
        } catch (InterruptedException e) {
            slots.release(free);
            throw e;
        }
    }

    /** @return how many runs were claimed */
    private int executeDue(int free) {
        List<Claim> claims = List.of();
        try {
            claims = source.claim(free);
        } finally {
            slots.release(free - claims.size());
        }
        claims.forEach(claim -> execute(claim, slots::release));
        return claims.size();
    }

    /**
     * Executes a run that may be what kills workers. Nothing is claimed beside it for the time of a lease, and never
     * another suspect: if this worker dies, it was this run.
     */
    private void executeSuspect(int free) throws InterruptedException {
        Optional<Claim> suspect = Optional.empty();
        try {
            suspect = source.claimSuspect();
        } finally {
            slots.release(suspect.isPresent() ? free - 1 : free);
        }
        if (suspect.isEmpty()) {
            standing.suspectDuty(SuspectDuty.NONE);
            return;
        }
        Claim claim = suspect.get();
        LOG.info("Run {} is executed alone after {} crashes", claim.runId(), claim.crashes());
        CountDownLatch ended = new CountDownLatch(1);
        suspectInHand = true;
        execute(claim, () -> {
            slots.release();
            suspectInHand = false;
            ended.countDown();
        });
        ended.await(properties.lease().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void execute(Claim claim, Runnable freeSlot) {
        HeldRun run = held.add(claim, freeSlot);
        attempts.execute(() -> {
            try {
                runner.run(run);
            } catch (RuntimeException | Error e) {
                // While the worker stops, the run has been given back already.
                if (running) {
                    LOG.error("The outcome of run {} could not be written; it is queued again", claim.runId(), e);
                }
            } finally {
                held.remove(run);
                if (claim.limited()) {
                    signals.queued();
                }
            }
        });
    }

    private void pauseAfter(RuntimeException failure) {
        if (failure instanceof DataAccessException) {
            LOG.warn("No runs can be claimed: {}", DatabaseTrouble.reason(failure));
        } else {
            LOG.error("No runs can be claimed", failure);
        }
        try {
            Thread.sleep(QueueChores.jittered(properties.pollEvery()).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
