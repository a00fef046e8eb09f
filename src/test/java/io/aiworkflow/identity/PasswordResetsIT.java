package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static io.aiworkflow.identity.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class PasswordResetsIT {
    private static final String NEW_PASSWORD = "another unicorn paper clip";
    private static final Origin STRANGER = Origin.stranger(IdentityProcess.ADDRESS);

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static IdentityProcess process;
    private static PasswordResets resets;

    private Account ann;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        process = IdentityProcess.on(dataSource);
        resets = process.get(PasswordResets.class);
    }

    @AfterAll
    static void close() {
        process.close();
        dataSource.close();
    }

    @BeforeEach
    void oneAccount() {
        database.sql("truncate account, login_throttle cascade").update();
        ann = process.account("ann", UserRole.USER);
    }

    @Test
    void anAdminsTokenSetsANewPasswordOnceAndEndsAllSessions() {
        Session session = process.login("ann");
        process.events().clear();
        PasswordReset reset = resets.issue(ann.id(), Origin.engine());
        assertThat(process.verify(session)).as("nothing has changed yet").isInstanceOf(TokenCheck.Valid.class);

        assertRefused(ErrorCode.PASSWORD_REFUSED, () -> resets.redeem(reset.token(), "short", STRANGER));
        assertThat(resets.redeem(reset.token(), NEW_PASSWORD, STRANGER).name()).isEqualTo("ann");

        assertThat(process.verify(session)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> resets.redeem(reset.token(), NEW_PASSWORD, STRANGER));
        assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> process.login("ann"));
        assertThat(process.login("ann", NEW_PASSWORD, IdentityProcess.ADDRESS)).isNotNull();
        assertThat(process.events().take())
                .containsExactly(
                        "password-reset success engine account:ann",
                        "password-reset failure unknown account:ann password-refused",
                        "password-reset success unknown account:ann",
                        "password-reset failure unknown account:unknown token-refused",
                        "login failure unknown account:ann credentials-refused",
                        "login success ann account:ann");
    }

    @Test
    void onlyTheLastTokenCountsAndNotForLong() {
        PasswordReset first = resets.issue(ann.id(), Origin.engine());
        PasswordReset second = resets.issue(ann.id(), Origin.engine());
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> resets.redeem(first.token(), NEW_PASSWORD, STRANGER));
        database.sql("update password_reset set expires_at = now()").update();
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> resets.redeem(second.token(), NEW_PASSWORD, STRANGER));
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> resets.redeem(null, NEW_PASSWORD, STRANGER));
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> resets.redeem("\u0000", NEW_PASSWORD, STRANGER));
        assertRefused(ErrorCode.ACCOUNT_NOT_FOUND, () -> resets.issue(UUID.randomUUID(), Origin.engine()));
    }

    @Test
    void ofSeveralUsesAtTheSameMomentOneWins() {
        PasswordReset reset = resets.issue(ann.id(), Origin.engine());
        List<String> outcomes = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> outcome(() -> resets.redeem(reset.token(), NEW_PASSWORD + i, STRANGER))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(outcomes).containsExactlyInAnyOrder("OK", "TOKEN_REFUSED", "TOKEN_REFUSED", "TOKEN_REFUSED");
    }

    @Test
    void theTokenIsNeverStoredOrPrinted() {
        PasswordReset reset = resets.issue(ann.id(), Origin.engine());
        assertThat(reset.toString()).doesNotContain(reset.token());
        assertThat(database.sql("select row_to_json(r)::text from password_reset r")
                        .query(String.class)
                        .single())
                .doesNotContain(reset.token());
    }
}
