package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiworkflow.testsupport.CaddyDoor;
import io.aiworkflow.testsupport.FreePorts;
import io.aiworkflow.testsupport.TlsServer;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedCertificateTest {
    @TempDir
    Path folder;

    @Test
    void tellsWhenTheCertificateThatIsShownEnds() throws Exception {
        try (TlsServer server = TlsServer.start(folder, "engine.example.org", -3, 10)) {
            Expiry found = ServedCertificate.of("engine.example.org", server.address(), Duration.ZERO);

            assertThat(found.certificate()).isEqualTo("engine.example.org at " + server.address());
            assertThat(found.expiresAt()).isCloseTo(inDays(7), within(1, ChronoUnit.HOURS));
            await().untilAsserted(() -> assertThat(server.namesAskedFor()).containsExactly("engine.example.org"));
        }
    }

    @Test
    void oneThatHasEndedIsToldToo() throws Exception {
        try (TlsServer server = TlsServer.start(folder, "engine.example.org", -10, 3)) {
            assertThat(ServedCertificate.of("engine.example.org", server.address(), Duration.ZERO)
                            .expiresAt())
                    .isCloseTo(inDays(-7), within(1, ChronoUnit.HOURS));
        }
    }

    @Test
    void caddyIsAskedUnderTheNameThatItServes() throws Exception {
        assumeTrue(CaddyDoor.program().isPresent(), "Caddy is not installed");
        int port = FreePorts.next();
        try (CaddyDoor door = CaddyDoor.open(folder, port, FreePorts.next())) {
            // Caddy makes the certificate after it listens.
            Expiry found = ServedCertificate.of("localhost", "127.0.0.1:" + port, Duration.ofSeconds(30));

            assertThat(found.expiresAt()).isBetween(Instant.now(), inDays(1));
            assertThatThrownBy(() -> ServedCertificate.of("other.example.org", "127.0.0.1:" + port, Duration.ZERO))
                    .isInstanceOf(JobFailed.class);
            assertThat(door.url()).endsWith(":" + port);
        }
    }

    @Test
    void nobodyThereFailsTheJob() {
        int port = FreePorts.next();

        assertThatThrownBy(() -> ServedCertificate.of("localhost", "127.0.0.1:" + port, Duration.ZERO))
                .isInstanceOf(JobFailed.class)
                .hasMessageStartingWith("127.0.0.1:%d shows no certificate for localhost: ".formatted(port));
    }

    @Test
    void aServerThatSaysNothingFailsTheJob() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            String address = "127.0.0.1:" + silent.getLocalPort();

            assertThatThrownBy(() -> ServedCertificate.of("localhost", address, Duration.ZERO))
                    .isInstanceOf(JobFailed.class)
                    .hasMessageContaining("shows no certificate");
        }
    }

    private static Instant inDays(int days) {
        return Instant.now().plus(Duration.ofDays(days));
    }
}
