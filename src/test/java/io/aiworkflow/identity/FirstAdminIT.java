package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.StartRefused;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class FirstAdminIT {
    private static HikariDataSource dataSource;
    private static JdbcClient database;

    @TempDir
    private Path folder;

    @BeforeAll
    static void createDatabase() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate account, login_throttle, signing_key cascade").update();
    }

    @Test
    void theFirstStartTellsAPasswordOnceThatHasToBeChanged(CapturedOutput log) {
        try (IdentityProcess process = IdentityProcess.on(dataSource)) {
            process.firstAdmin().afterSingletonsInstantiated();
            String line = log.getOut()
                    .lines()
                    .filter(text -> text.contains("account 'admin'"))
                    .findFirst()
                    .orElseThrow();
            String password = line.substring(line.length() - 23);
            assertThat(password).matches("([0-9a-z]{5}-){3}[0-9a-z]{5}");
            assertThat(process.events().take()).containsExactly("account-change success engine account:admin");

            process.firstAdmin().afterSingletonsInstantiated();
            assertThat(log.getOut()).containsOnlyOnce("account 'admin'");

            assertRefused(
                    ErrorCode.PASSWORD_CHANGE_REQUIRED,
                    () -> process.login("admin", password, IdentityProcess.ADDRESS));
            Session session = process.get(Logins.class)
                    .login(
                            new LoginRequest(
                                    "admin", password, Optional.empty(), Optional.of(IdentityProcess.PASSWORD)),
                            Origin.stranger(IdentityProcess.ADDRESS));
            assertThat(session.caller().role()).isEqualTo(UserRole.ADMIN);
        }
    }

    @Test
    void severalProcessesThatStartTogetherMakeOneAdminAndOneSigningKey() throws Exception {
        for (int round = 0; round < 3; round++) {
            startEmpty();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            CyclicBarrier together = new CyclicBarrier(4);
            List<IdentityProcess> processes = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> start(together), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            try {
                List<String> passwords = processes.stream()
                        .map(process -> CompletableFuture.supplyAsync(
                                () -> {
                                    await(together);
                                    return process.firstAdmin().create();
                                },
                                threads))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .toList();
                assertThat(passwords).hasSize(1);
                assertThat(database.sql("select name from account")
                                .query(String.class)
                                .list())
                        .containsExactly("admin");
                assertThat(processes.stream()
                                .flatMap(process -> process.events().take().stream())
                                .toList())
                        .containsExactly("account-change success engine account:admin");
                assertThat(processes)
                        .extracting(process -> process.get(SigningKeys.class).list())
                        .allMatch(keys -> keys.size() == 1
                                && keys.equals(
                                        processes.get(0).get(SigningKeys.class).list()));
            } finally {
                processes.forEach(IdentityProcess::close);
                threads.shutdownNow();
            }
        }
    }

    @Test
    void thePasswordMayComeFromAFile(CapturedOutput log) throws IOException {
        Path file = Files.writeString(folder.resolve("admin_password.txt"), "a password of the operator\n");
        try (IdentityProcess process = IdentityProcess.on(dataSource, "engine.identity.admin-password-file=" + file)) {
            process.firstAdmin().afterSingletonsInstantiated();
            assertThat(process.login("admin", "a password of the operator", IdentityProcess.ADDRESS)
                            .caller()
                            .role())
                    .isEqualTo(UserRole.ADMIN);
        }
        assertThat(log.getAll()).doesNotContain("a password of the operator");
    }

    @Test
    void aFileThatWillNotDoIsAReasonNotToStart() throws IOException {
        Path file = Files.writeString(folder.resolve("admin_password.txt"), "password1234");
        try (IdentityProcess process = IdentityProcess.on(dataSource, "engine.identity.admin-password-file=" + file)) {
            assertThatThrownBy(() -> process.firstAdmin().create())
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageNotContaining("password1234");
            Files.delete(file);
            assertThatThrownBy(() -> process.firstAdmin().create()).isInstanceOf(StartRefused.class);
        }
    }

    @Test
    void whereThereIsAnAccountNoAdminIsMade() {
        try (IdentityProcess process = IdentityProcess.on(dataSource)) {
            process.account("ann", UserRole.USER);
            assertThat(process.firstAdmin().create()).isEmpty();
            assertThat(process.get(Accounts.class).find("admin")).isEmpty();
        }
    }

    private static IdentityProcess start(CyclicBarrier together) {
        await(together);
        return IdentityProcess.on(dataSource);
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
