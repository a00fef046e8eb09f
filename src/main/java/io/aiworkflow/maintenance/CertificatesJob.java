package io.aiworkflow.maintenance;

import io.aiworkflow.identity.CredentialStore;
import io.aiworkflow.identity.StoredCredential;
import io.aiworkflow.maintenance.CertificateFiles.Expiry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks when certificates end, and the tokens with which the engine acts for its users on outside systems. */
@Component("maintenanceCertificates")
class CertificatesJob extends MaintenanceJob {
    static final String NAME = "certificates";
    static final String CERTIFICATES = "certificates";
    static final String CREDENTIALS_ENDING = "credentialsEndingSoon";
    static final String FILE = "file";
    static final String EXPIRES = "expiresAt";

    private static final Logger LOG = LoggerFactory.getLogger(CertificatesJob.class);
    /** What many have in common is one fault, and its report has to be readable. */
    private static final int MOST_CREDENTIALS = 100;

    private final MaintenanceProperties.Certificates properties;
    private final CredentialStore credentials;
    private final Clock clock = Clock.systemUTC();

    CertificatesJob(JobRuns runs, MaintenanceProperties properties, CredentialStore credentials) {
        super(runs);
        this.properties = properties.certificates();
        this.credentials = credentials;
    }

    @Override
    protected JobResult work(JobWork work) throws Exception {
        Instant soon = clock.instant().plus(properties.warnBefore());
        List<Expiry> certificates =
                properties.directory().isBlank() ? List.of() : CertificateFiles.in(Path.of(properties.directory()));
        List<String> endingFiles = certificates.stream()
                .filter(each -> each.expiresAt().isBefore(soon))
                .map(each -> each.file() + " at " + each.expiresAt())
                .toList();
        List<StoredCredential> endingCredentials = credentials.expiringBefore(soon, MOST_CREDENTIALS);
        List<String> ending = Stream.concat(
                        endingFiles.stream(),
                        endingCredentials.stream().map(each -> "credential " + each.name() + " at " + each.expiresAt()))
                .toList();
        if (!ending.isEmpty()) {
            LOG.warn("Certificates and credentials that have ended or end soon: {}", String.join(", ", ending));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put(
                CERTIFICATES, certificates.stream().map(CertificatesJob::values).toList());
        figures.put("endingSoon", endingFiles.size());
        figures.put(CREDENTIALS_ENDING, endingCredentials.size());
        return JobResult.of(summary(certificates.size(), ending), figures);
    }

    private String summary(int certificates, List<String> ending) {
        String looked = properties.directory().isBlank()
                ? "No folder with certificates is configured; engine.maintenance.certificates.directory names it. "
                : "%d certificates. ".formatted(certificates);
        return ending.isEmpty()
                ? looked
                        + "Nothing ends within %d days."
                                .formatted(properties.warnBefore().toDays())
                : looked + "Ended or ending soon: " + String.join(", ", ending) + ".";
    }

    private static Map<String, Object> values(Expiry each) {
        return Map.of(FILE, each.file(), EXPIRES, each.expiresAt().toString());
    }
}
