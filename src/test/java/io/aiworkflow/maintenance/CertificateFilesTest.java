package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/certificates");
    private static final Instant SOON = Instant.parse("2026-12-01T11:11:58Z");

    @TempDir
    Path folder;

    @Test
    void tellsWhenEachEndsTheNextFirst() throws IOException {
        copy("later.pem", "a.pem");
        copy("soon.pem", "live/example.org/fullchain.crt");

        assertThat(CertificateFiles.in(folder))
                .extracting(Expiry::certificate, Expiry::expiresAt)
                .containsExactly(
                        tuple("live/example.org/fullchain.crt", SOON),
                        tuple("a.pem", Instant.parse("2081-08-29T11:11:58Z")));
    }

    @Test
    void ofAChainTheFirstEndCounts() throws IOException {
        Files.writeString(
                folder.resolve("chain.pem"),
                Files.readString(EXAMPLES.resolve("later.pem")) + Files.readString(EXAMPLES.resolve("soon.pem")));

        assertThat(CertificateFiles.in(folder)).extracting(Expiry::expiresAt).containsExactly(SOON);
    }

    @Test
    void whatIsNoCertificateIsPassedOver() throws IOException {
        Files.writeString(folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n");
        Files.writeString(folder.resolve("privkey.pem"), "a key");
        Files.writeString(folder.resolve("notes.txt"), "nothing");

        assertThat(CertificateFiles.in(folder)).isEmpty();
    }

    @Test
    void ofManyThoseAreToldThatEndFirst() throws IOException {
        for (int i = 0; i < 60; i++) {
            copy("later.pem", "archive/%02d.pem".formatted(i));
        }
        copy("soon.pem", "live/example.org/fullchain.pem");

        assertThat(CertificateFiles.in(folder))
                .hasSize(50)
                .first()
                .extracting(Expiry::expiresAt)
                .isEqualTo(SOON);
    }

    @Test
    void aFolderThatIsNotThereFailsTheJob() {
        assertThatThrownBy(() -> CertificateFiles.in(folder.resolve("none")))
                .isInstanceOf(JobFailed.class)
                .hasMessageContaining("there is no folder");
    }

    private void copy(String example, String to) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(EXAMPLES.resolve(example), target);
    }
}
