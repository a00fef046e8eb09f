package io.aiworkflow.worker;

import io.aiworkflow.platform.HealthCheck;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Whether this worker claims runs. */
@Component
@Profile("worker")
class WorkerHealth implements HealthCheck {
    private final WorkerStanding standing;

    WorkerHealth(WorkerStanding standing) {
        this.standing = standing;
    }

    @Override
    public String part() {
        return "worker";
    }

    @Override
    public Finding check() {
        if (standing.isDraining()) {
            return Finding.failing("It drains: it claims no runs, and gives back those that it cannot end soon.");
        }
        return standing.isLeaseValid()
                ? Finding.working()
                : Finding.failing("Its lease has ended; it claims no runs until the database lets it renew the lease.");
    }
}
