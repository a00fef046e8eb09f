package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What meters tell of chores, as the database had it at the last look: every process tells the same. */
@Component
class MaintenanceMeters {
    private static final String SECONDS = "seconds";

    private final MultiGauge lastSuccess;
    private final MultiGauge overdue;
    private final MultiGauge certificates;
    private volatile double backup = Double.NaN;
    private volatile double credentialsEnding = Double.NaN;

    MaintenanceMeters(MeterRegistry registry) {
        lastSuccess = MultiGauge.builder("aiworkflow.maintenance.last.success.timestamp")
                .description("When each maintenance job last succeeded, in seconds since 1970")
                .baseUnit(SECONDS)
                .register(registry);
        overdue = MultiGauge.builder("aiworkflow.maintenance.overdue")
                .description("Whether a maintenance job should have succeeded by now and has not")
                .register(registry);
        certificates = MultiGauge.builder("aiworkflow.certificate.expiry.timestamp")
                .description("When each certificate that is looked after ends, in seconds since 1970")
                .baseUnit(SECONDS)
                .register(registry);
        Gauge.builder("aiworkflow.backup.last.success.timestamp", this, meters -> meters.backup)
                .description("When a backup was last made, in seconds since 1970; not a number when none was")
                .baseUnit(SECONDS)
                .register(registry);
        Gauge.builder("aiworkflow.credentials.ending", this, meters -> meters.credentialsEnding)
                .description("How many stored credentials of outside systems have ended or end soon")
                .register(registry);
    }

    void show(List<KnownJob> jobs) {
        List<Row<?>> successes = new ArrayList<>();
        List<Row<?>> late = new ArrayList<>();
        for (KnownJob job : jobs) {
            Tags tags = Tags.of("job", job.name());
            if (job.workflow().isPresent()) {
                late.add(Row.of(tags, job.overdue() ? 1 : 0));
            }
            if (job.state().lastSuccessAt() != null) {
                successes.add(Row.of(tags, seconds(job.state().lastSuccessAt())));
            }
            if (job.name().equals(BackupJob.NAME) && job.state().lastDoneAt() != null) {
                backup = seconds(job.state().lastDoneAt());
            }
            if (job.name().equals(CertificatesJob.NAME) && job.state().result() != null) {
                certificates.register(expiries(job.state().result()), true);
                credentialsEnding = job.state()
                        .result()
                        .path(CertificatesJob.CREDENTIALS_ENDING)
                        .asDouble(Double.NaN);
            }
        }
        lastSuccess.register(successes, true);
        overdue.register(late, true);
    }

    private static List<Row<?>> expiries(JsonNode result) {
        List<Row<?>> rows = new ArrayList<>();
        for (JsonNode each : result.path(CertificatesJob.CERTIFICATES)) {
            Instant end = Instant.parse(each.path(CertificatesJob.EXPIRES).asText());
            rows.add(Row.of(
                    Tags.of(
                            "certificate",
                            each.path(CertificatesJob.CERTIFICATE).asText()),
                    seconds(end)));
        }
        return rows;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }
}
