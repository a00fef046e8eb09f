package io.aiworkflow.maintenance;

import org.springframework.stereotype.Component;

/** Starts the program that restores the last backup elsewhere and compares, so that it is known that it can be restored. */
@Component("maintenanceRestoreRehearsal")
class RestoreRehearsalJob extends MaintenanceJob {
    private final MaintenanceProperties properties;

    RestoreRehearsalJob(JobRuns runs, MaintenanceProperties properties) {
        super(runs);
        this.properties = properties;
    }

    @Override
    protected JobResult work(JobWork work) throws Exception {
        return Hook.run(
                "restore rehearsal", "engine.maintenance.restore-rehearsal.command", properties.restoreRehearsal());
    }
}
