package io.aiworkflow.maintenance;

import io.aiworkflow.maintenance.JobFiles.Fault;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import io.aiworkflow.platform.HealthCheck;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Whether all chores are there and done as they should be. The engine works without for a while. */
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
        String told = named("Failed", all, job -> job.state().hasFailed())
                + named("Overdue", all, KnownJob::overdue)
                + named("File refused", all, job -> isInTrouble(job, Fault.REFUSED))
                + named("File missing", all, job -> isInTrouble(job, Fault.MISSING));
        return told.isEmpty() ? Finding.working() : Finding.failing(told.strip());
    }

    private static boolean isInTrouble(KnownJob job, String state) {
        return job.isInTroubleByItsFile()
                && job.fault().map(Fault::state).filter(state::equals).isPresent();
    }

    private static String named(String trouble, List<KnownJob> all, Predicate<KnownJob> wanted) {
        String names = all.stream().filter(wanted).map(KnownJob::name).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : trouble + ": " + names + ". ";
    }
}
