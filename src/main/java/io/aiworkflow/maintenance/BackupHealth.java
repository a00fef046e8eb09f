package io.aiworkflow.maintenance;

import io.aiworkflow.platform.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether there is a backup of the last day, once somebody has set up how one is made. */
@Component
class BackupHealth implements HealthCheck {
    private final JdbcJobs jobs;
    private final MaintenanceProperties properties;

    BackupHealth(JdbcJobs jobs, MaintenanceProperties properties) {
        this.jobs = jobs;
        this.properties = properties;
    }

    @Override
    public String part() {
        return "backup";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() {
        return finding(!properties.backup().command().isBlank(), jobs.find(BackupJob.NAME), jobs.now());
    }

    /** An engine that is new, or whose backups were paused, is given the time until one is made. */
    static Finding finding(boolean configured, Optional<JobState> job, Instant now) {
        Optional<Instant> made = job.map(JobState::lastDoneAt);
        String told = made.map(time -> "The last backup was made %s ago.".formatted(age(time, now)))
                .orElse("No backup was ever made.");
        if (!configured) {
            return Finding.working(told + " None is configured: engine.maintenance.backup.command names the program.");
        }
        Instant since = made.or(() -> job.map(JobState::resumedAt)).orElse(now);
        return since.plus(BackupJob.LONGEST_AGE).isBefore(now) ? Finding.failing(told) : Finding.working(told);
    }

    private static String age(Instant made, Instant now) {
        Duration age = Duration.between(made, now);
        return age.toHours() < 1 ? age.toMinutes() + " minutes" : age.toHours() + " hours";
    }
}
