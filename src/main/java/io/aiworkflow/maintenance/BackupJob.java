package io.aiworkflow.maintenance;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Starts the program that makes a backup, on the machine whose worker has taken the run. */
@Component("maintenanceBackup")
class BackupJob extends MaintenanceJob {
    static final String NAME = "backup";
    /** A day, and two hours for what makes it. Alerts and reports have the same bound. */
    static final Duration LONGEST_AGE = Duration.ofHours(26);

    private final MaintenanceProperties properties;

    BackupJob(JobRuns runs, MaintenanceProperties properties) {
        super(runs);
        this.properties = properties;
    }

    @Override
    protected JobResult work(JobWork work) throws Exception {
        return Hook.run("backup", "engine.maintenance.backup.command", properties.backup());
    }
}
