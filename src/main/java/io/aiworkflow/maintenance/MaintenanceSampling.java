package io.aiworkflow.maintenance;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Looks in the background how the chores stand, so that nobody waits for the database who reads the meters. */
@Component
@Profile({"api", "worker"})
class MaintenanceSampling implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceSampling.class);
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final MaintenanceJobs jobs;
    private final MaintenanceMeters meters;
    private ScheduledExecutorService thread;

    MaintenanceSampling(MaintenanceJobs jobs, MaintenanceMeters meters) {
        this.jobs = jobs;
        this.meters = meters;
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    /** The routes are loaded by now. */
    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread sampling = new Thread(task, "maintenance-sampling");
            sampling.setDaemon(true);
            return sampling;
        });
        thread.scheduleWithFixedDelay(this::sample, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        thread.shutdownNow();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void sample() {
        try {
            jobs.know();
            meters.show(jobs.all());
        } catch (RuntimeException e) {
            LOG.debug("It could not be seen how the maintenance jobs stand: {}", DatabaseTrouble.reason(e));
        }
    }
}
