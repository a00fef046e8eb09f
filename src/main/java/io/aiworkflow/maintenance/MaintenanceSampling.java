package io.aiworkflow.maintenance;

import io.aiworkflow.platform.BackgroundTask;
import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Looks in the background how the chores stand, so that nobody waits for the database who reads the meters. */
@Component
@Profile({"api", "worker"})
class MaintenanceSampling extends BackgroundTask {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final MaintenanceJobs jobs;
    private final MaintenanceMeters meters;

    MaintenanceSampling(MaintenanceJobs jobs, MaintenanceMeters meters) {
        super("maintenance-sampling", EVERY);
        this.jobs = jobs;
        this.meters = meters;
    }

    @Override
    protected void work() {
        jobs.know();
        meters.show(jobs.all());
    }
}
