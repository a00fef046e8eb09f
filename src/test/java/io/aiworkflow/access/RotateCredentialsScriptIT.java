package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** The commands of {@code scripts/rotate-credentials.sh}, as an operator gives them. */
@EngineTest
@DirtiesContext
class RotateCredentialsScriptIT {
    private static final long PATIENCE_SECONDS = 120;

    @LocalServerPort
    int port;

    private EngineClient admin;

    @BeforeEach
    void connect() {
        admin = new EngineClient(port);
    }

    @Test
    void aNewKeyOverlapsAndRevokingDropsTheOldOnes() throws Exception {
        String before = TestLogin.token(port, TestLogin.ADMIN, TestLogin.password());
        assertThat(run(0, "jwt")).contains("A new key signs");
        assertThat(run(0, "keys").split("\"kid\"")).hasSize(3);
        assertThat(status(before)).isEqualTo(200);

        assertThat(run(0, "jwt", "--revoke").lines().filter(line -> line.startsWith("Dropped")))
                .hasSize(2);
        assertThat(status(before)).isEqualTo(401);
        assertThat(run(0, "keys").split("\"kid\"")).hasSize(2);
    }

    @Test
    void sessionsOfOneAndOfAllEnd() throws Exception {
        Person ann = Person.withRole(port, "user");
        Person bob = Person.withRole(port, "user");
        assertThat(run(0, "logout", ann.name())).contains("have ended");
        assertThat(ann.get("/api/v1/runs").status()).isEqualTo(401);
        assertThat(bob.get("/api/v1/runs").status()).isEqualTo(200);
        assertThat(run(0, "logout", "--everybody")).contains("All sessions have ended");
        assertThat(bob.get("/api/v1/runs").status()).isEqualTo(401);
    }

    @Test
    void anAddressIsBlockedForAWhile() throws Exception {
        assertThat(run(0, "block", "203.0.113.0/24", "5", "a \"quoted\" reason"))
                .contains("Blocked 203.0.113.0/24");
        assertThat(run(0, "blocked")).contains("203.0.113.0/24", "a \\\"quoted\\\" reason");
        assertThat(run(0, "unblock", "203.0.113.0/24")).contains("Unblocked");
        assertThat(run(0, "blocked")).doesNotContain("203.0.113");
    }

    @Test
    void whatCannotBeDoneIsSaid() throws Exception {
        assertThat(run(1, "logout", "nobody-of-that-name")).contains("there is no account");
        assertThat(run(1, "drop", "no-such-key")).contains("404");
        assertThat(run(1, "block", "not-an-address", "5", "x")).contains("422");
        assertThat(run(2, "nonsense")).contains("usage:");
        assertThat(admin.get("/api/v1/admin/security-events?type=login").json().get("events"))
                .isNotEmpty();
    }

    private int status(String token) {
        return admin.send(admin.request("/api/v1/runs")
                        .header("Authorization", "Bearer " + token)
                        .build())
                .status();
    }

    /** What it prints. */
    private String run(int expected, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "scripts/rotate-credentials.sh"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ENGINE_URL", "http://127.0.0.1:" + port);
        builder.environment().put("ADMIN_PASSWORD_FILE", TestLogin.PASSWORD_FILE.toString());
        builder.environment()
                .put("ENGINE_DATA_DIR", Path.of("target").toAbsolutePath().toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(expected);
        return output;
    }
}
