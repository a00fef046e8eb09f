package io.aiworkflow.maintenance;

import io.aiworkflow.maintenance.CertificateFiles.Expiry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks when certificates end. Stored tokens of outside systems have no time of expiry here; their refresh tells. */
@Component("maintenanceCertificates")
class CertificatesJob extends MaintenanceJob {
    static final String NAME = "certificates";
    static final String CERTIFICATES = "certificates";
    static final String FILE = "file";
    static final String EXPIRES = "expiresAt";

    private static final Logger LOG = LoggerFactory.getLogger(CertificatesJob.class);

    private final MaintenanceProperties.Certificates properties;
    private final Clock clock = Clock.systemUTC();

    CertificatesJob(JobRuns runs, MaintenanceProperties properties) {
        super(runs);
        this.properties = properties.certificates();
    }

    @Override
    protected JobResult work(JobWork work) throws Exception {
        if (properties.directory().isBlank()) {
            return new JobResult(
                    false,
                    "No folder with certificates is configured; engine.maintenance.certificates.directory names it.",
                    Map.of(CERTIFICATES, List.of()));
        }
        List<Expiry> found = CertificateFiles.in(Path.of(properties.directory()));
        Instant soon = clock.instant().plus(properties.warnBefore());
        List<Expiry> ending =
                found.stream().filter(each -> each.expiresAt().isBefore(soon)).toList();
        if (!ending.isEmpty()) {
            LOG.warn("Certificates that have ended or end soon: {}", told(ending));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put(CERTIFICATES, found.stream().map(CertificatesJob::values).toList());
        figures.put("endingSoon", ending.size());
        String summary = ending.isEmpty()
                ? "%d certificates, and none ends within %d days."
                        .formatted(found.size(), properties.warnBefore().toDays())
                : "Ended or ending soon: " + told(ending) + ".";
        return JobResult.of(summary, figures);
    }

    private static String told(List<Expiry> ending) {
        return ending.stream()
                .map(each -> each.file() + " at " + each.expiresAt())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Object> values(Expiry each) {
        return Map.of(FILE, each.file(), EXPIRES, each.expiresAt().toString());
    }
}
