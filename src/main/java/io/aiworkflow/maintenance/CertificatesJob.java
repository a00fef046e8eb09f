package io.aiworkflow.maintenance;

import io.aiworkflow.identity.CredentialStore;
import io.aiworkflow.identity.StoredCredential;
import io.aiworkflow.platform.PublicAddressProperties;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    static final String CERTIFICATE = "certificate";
    static final String EXPIRES = "expiresAt";

    private static final Logger LOG = LoggerFactory.getLogger(CertificatesJob.class);
    /** What many have in common is one fault, and its report has to be readable. */
    private static final int MOST_CREDENTIALS = 100;
    /** Where both are started together, the door in front of the engine is opened after it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final MaintenanceProperties.Certificates properties;
    private final String publicName;
    private final CredentialStore credentials;
    private final Clock clock = Clock.systemUTC();

    CertificatesJob(
            JobRuns runs,
            MaintenanceProperties properties,
            PublicAddressProperties address,
            CredentialStore credentials) {
        super(runs);
        this.properties = properties.certificates();
        this.publicName = address.publicUrl().getHost();
        this.credentials = credentials;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        Instant now = clock.instant();
        List<Expiry> certificates = new ArrayList<>();
        if (!properties.directory().isBlank()) {
            work.part("files", () -> count(certificates, CertificateFiles.in(Path.of(properties.directory()))));
        }
        if (!properties.address().isBlank()) {
            work.part(
                    "served",
                    () -> count(
                            certificates, List.of(ServedCertificate.of(publicName, properties.address(), PATIENCE))));
        }
        List<String> endingCertificates = certificates.stream()
                .filter(each -> each.isSoon(now, properties.warnBefore()))
                .map(each -> each.certificate() + " ends at " + each.expiresAt())
                .toList();
        List<StoredCredential> endingCredentials =
                credentials.expiringBefore(now.plus(properties.warnBefore()), MOST_CREDENTIALS);
        List<String> ending = Stream.concat(
                        endingCertificates.stream(),
                        endingCredentials.stream()
                                .map(each -> "credential " + each.name() + " ends at " + each.expiresAt()))
                .toList();
        if (!ending.isEmpty()) {
            LOG.warn("Certificates and credentials that have ended or end soon: {}", String.join(", ", ending));
        }
        Map<String, Object> figures = work.figures();
        figures.put(
                CERTIFICATES, certificates.stream().map(CertificatesJob::values).toList());
        figures.put("endingSoon", endingCertificates.size());
        figures.put(CREDENTIALS_ENDING, endingCredentials.size());
        return JobResult.of(summary(certificates.size(), ending), figures);
    }

    private static int count(List<Expiry> all, List<Expiry> found) {
        all.addAll(found);
        return found.size();
    }

    private String summary(int certificates, List<String> ending) {
        String looked = properties.directory().isBlank() && properties.address().isBlank()
                ? "No certificates are looked at: engine.maintenance.certificates.address names the server that shows one,"
                        + " .directory a folder with files. "
                : "%d certificates. ".formatted(certificates);
        return ending.isEmpty()
                ? looked + "Nothing ends soon."
                : looked + "Ended or ending soon: " + String.join(", ", ending) + ".";
    }

    private static Map<String, Object> values(Expiry each) {
        return Map.of(CERTIFICATE, each.certificate(), EXPIRES, each.expiresAt().toString());
    }
}
