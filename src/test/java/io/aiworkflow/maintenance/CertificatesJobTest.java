package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.identity.CredentialName;
import io.aiworkflow.identity.CredentialStore;
import io.aiworkflow.identity.CredentialValue;
import io.aiworkflow.identity.StoredCredential;
import io.aiworkflow.maintenance.MaintenanceProperties.Certificates;
import io.aiworkflow.platform.PublicAddressProperties;
import io.aiworkflow.testsupport.TlsServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesJobTest {
    private static final String NAME = "engine.example.org";

    @TempDir
    Path folder;

    private final JobWork work = new JobWork(CertificatesJob.NAME);

    @Test
    void theOneInFrontOfTheEngineIsAskedForUnderItsPublicName() throws Exception {
        try (TlsServer door = TlsServer.start(folder, NAME, -3, 10)) {
            JobResult result = job("", door.address()).work(work);

            assertThat(result.summary()).isEqualTo("1 certificates. Nothing ends soon.");
            assertThat(result.figures().get(CertificatesJob.CERTIFICATES).toString())
                    .contains(NAME + " at " + door.address());
            assertThat(result.figures()).containsEntry("endingSoon", 0).containsEntry("served", 1);
        }
    }

    @Test
    void oneInTheLastQuarterOfItsLifeEndsSoon() throws Exception {
        try (TlsServer door = TlsServer.start(folder, NAME, -8, 10)) {
            JobResult result = job("", door.address()).work(work);

            assertThat(result.summary()).contains("Ended or ending soon: " + NAME + " at " + door.address());
            assertThat(result.figures()).containsEntry("endingSoon", 1);
        }
    }

    @Test
    void aFolderThatIsNotThereFailsAndKeepsNothingElseFromBeingTold() throws Exception {
        try (TlsServer door = TlsServer.start(folder, NAME, -3, 10)) {
            JobResult result =
                    job(folder.resolve("none").toString(), door.address()).work(work);

            assertThat(work.failures()).hasSize(1).first().asString().startsWith("files: there is no folder ");
            assertThat(result.figures()).containsEntry("served", 1);
        }
    }

    @Test
    void withNothingToLookAtItSaysHowToNameSomething() throws Exception {
        assertThat(job("", "").work(work).summary())
                .startsWith("No certificates are looked at: engine.maintenance.certificates.address names");
    }

    @Test
    void soonIsWithinTheTimeAndTheLastQuarterOfALife() {
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        Expiry long90 = new Expiry("a", now.plus(Duration.ofDays(20)), Duration.ofDays(90));
        Expiry half = new Expiry("b", now.plus(Duration.ofHours(4)), Duration.ofHours(12));

        assertThat(long90.isSoon(now, Duration.ofDays(21))).isTrue();
        assertThat(long90.isSoon(now, Duration.ofDays(19))).isFalse();
        assertThat(half.isSoon(now, Duration.ofDays(21))).isFalse();
        assertThat(half.isSoon(now.plus(Duration.ofMinutes(61)), Duration.ofDays(21)))
                .isTrue();
    }

    private static CertificatesJob job(String directory, String address) {
        MaintenanceProperties properties = new MaintenanceProperties(
                Duration.ofHours(1),
                3,
                Duration.ofDays(400),
                null,
                null,
                new Certificates(directory, address, Duration.ofDays(21)));
        return new CertificatesJob(
                null, properties, new PublicAddressProperties(URI.create("https://" + NAME)), new NoCredentials());
    }

    private static final class NoCredentials implements CredentialStore {
        @Override
        public void put(CredentialName name, CredentialValue value, Instant expiresAt) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CredentialValue> get(CredentialName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean delete(CredentialName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int deleteAll(UUID owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredCredential> list(UUID owner, String connector) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredCredential> expiringBefore(Instant moment, int most) {
            return List.of();
        }
    }
}
