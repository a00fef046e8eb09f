package io.aiworkflow.worker;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.SuspectDuty;
import io.aiworkflow.run.WorkerStore;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Looks every poll, busy or not, for what time and other processes bring: waiting runs that are due, runs of this
 * worker that somebody cancelled, and runs that have to be executed alone. Tells which steps are being executed.
 */
@Component
@Profile("worker")
class QueueChores implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(QueueChores.class);

    private final RunQueue queue;
    private final WorkerStore workers;
    private final WorkerIdentity self;
    private final Watchdog watchdog;
    private final RunSignals signals;
    private final WorkflowCatalogue catalogue;
    private final WorkerStanding standing;
    private final LongSteps longSteps;
    private final WorkerProperties properties;
    private Thread thread;

    QueueChores(
            RunQueue queue,
            WorkerStore workers,
            WorkerIdentity self,
            Watchdog watchdog,
            RunSignals signals,
            WorkflowCatalogue catalogue,
            WorkerStanding standing,
            LongSteps longSteps,
            WorkerProperties properties) {
        this.queue = queue;
        this.workers = workers;
        this.self = self;
        this.watchdog = watchdog;
        this.signals = signals;
        this.catalogue = catalogue;
        this.standing = standing;
        this.longSteps = longSteps;
        this.properties = properties;
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        thread = new Thread(this::repeat, "queue-chores");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        thread.interrupt();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void repeat() {
        while (thread == Thread.currentThread()) {
            try {
                Thread.sleep(jittered(properties.pollEvery()).toMillis());
                if (queue.promoteDue() > 0) {
                    signals.queued();
                }
                workers.cancelRequested(self.id()).forEach(watchdog::cancel);
                lookForSuspects();
                longSteps.tell();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn(
                        "Due and cancelled runs could not be looked for; the next look is soon: {}",
                        DatabaseTrouble.reason(e));
            }
        }
    }

    private void lookForSuspects() {
        SuspectDuty duty = workers.suspectDuty(self.id(), catalogue.executable(), properties.suspectFrom());
        standing.suspectDuty(duty);
        if (duty != SuspectDuty.NONE) {
            signals.queued();
        }
    }

    /** Give or take a quarter, so that workers that were started together do not all ask at once. */
    static Duration jittered(Duration period) {
        double factor = 0.75 + ThreadLocalRandom.current().nextDouble() / 2;
        return Duration.ofMillis((long) (period.toMillis() * factor));
    }
}
