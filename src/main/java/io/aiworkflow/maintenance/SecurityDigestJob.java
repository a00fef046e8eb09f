package io.aiworkflow.maintenance;

import io.aiworkflow.identity.ChainReport;
import io.aiworkflow.identity.SecurityEventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Sums up the security events of the last day and verifies the audit. A chain that is broken fails the chore, which
 * raises its alert.
 */
@Component("maintenanceSecurityDigest")
class SecurityDigestJob extends MaintenanceJob {
    private static final Duration PERIOD = Duration.ofDays(1);

    private final JdbcSecurityDigest digest;
    private final SecurityEventLog log;
    private final JdbcJobs clock;

    SecurityDigestJob(JobRuns runs, JdbcSecurityDigest digest, SecurityEventLog log, JdbcJobs clock) {
        super(runs);
        this.digest = digest;
        this.log = log;
        this.clock = clock;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        Instant until = clock.now();
        Instant from = until.minus(PERIOD);
        work.part("events", () -> digest.byKind(from, until));
        work.part("failingAddresses", () -> digest.failingAddresses(from, until));
        work.part("kept", digest::kept);
        work.part("audit", this::verified);
        return JobResult.of(
                "%s security events of the last day failed or were refused, and the audit is intact."
                        .formatted(digest.failures(from, until)),
                work.figures());
    }

    private Map<String, Object> verified() {
        ChainReport report = log.verify();
        report.broken().ifPresent(broken -> {
            throw new JobFailed("the audit was tampered with at event %d: %s".formatted(broken.id(), broken.reason()));
        });
        return Map.of("events", report.events(), "last", report.last(), "hash", report.hash());
    }
}
