package io.aiworkflow.maintenance;

import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import io.aiworkflow.platform.HealthCheck;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Whether all chores are done as they should be. The engine works without for a while. */
@Component
class MaintenanceHealth implements HealthCheck {
    private final MaintenanceJobs jobs;

    MaintenanceHealth(MaintenanceJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public String part() {
        return "maintenance";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() {
        List<KnownJob> all = jobs.all();
        String failed = names(all, job -> job.state().hasFailed());
        String overdue = names(all, KnownJob::overdue);
        if (failed.isEmpty() && overdue.isEmpty()) {
            return Finding.working();
        }
        String told = (failed.isEmpty() ? "" : "Failed: " + failed + ". ")
                + (overdue.isEmpty() ? "" : "Overdue: " + overdue + ". ");
        return Finding.failing(told.strip());
    }

    private static String names(List<KnownJob> all, Predicate<KnownJob> wanted) {
        return all.stream().filter(wanted).map(KnownJob::name).collect(Collectors.joining(", "));
    }
}
