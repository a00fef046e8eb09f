package io.aiworkflow.maintenance;

import io.aiworkflow.identity.ExpiredIdentities;
import org.springframework.stereotype.Component;

/** Deletes tokens, sessions and notes about logins that count no longer. */
@Component("maintenanceSessions")
class SessionsJob extends MaintenanceJob {
    private final ExpiredIdentities expired;

    SessionsJob(JobRuns runs, ExpiredIdentities expired) {
        super(runs);
        this.expired = expired;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        work.part("deleted", expired::delete);
        return JobResult.of("Deleted expired tokens and sessions.", work.figures());
    }
}
