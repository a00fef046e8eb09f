package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class LoginsIT {
    private static final String NEW_PASSWORD = "another unicorn paper clip";
    private static final Origin STRANGER = Origin.stranger(IdentityProcess.ADDRESS);

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static IdentityProcess process;
    private static Logins logins;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        process = IdentityProcess.on(dataSource);
        logins = process.get(Logins.class);
    }

    @AfterAll
    static void close() {
        process.close();
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate account, login_throttle cascade").update();
        process.events().clear();
    }

    @Test
    void aLoginGivesTokensThatName() {
        Account ann = process.account("ann", UserRole.AUTHOR);

        Session session = process.login("ANN ");

        assertThat(session.account().id()).isEqualTo(ann.id());
        assertThat(session.secondFactorMissing()).isFalse();
        assertThat(process.verify(session))
                .isEqualTo(new TokenCheck.Valid(session.caller(), session.accessExpiresAt()));
        assertThat(session.caller().role()).isEqualTo(UserRole.AUTHOR);
        assertThat(session.refreshToken()).matches("awr_[A-Za-z0-9_-]{43}");
        assertThat(Duration.between(session.accessExpiresAt(), session.refreshExpiresAt()))
                .isCloseTo(Duration.ofDays(7).minusMinutes(15), Duration.ofSeconds(2));
        assertThat(process.events().take()).containsExactly("login success ann account:ann");
    }

    @Test
    void nothingOfATokenOrPasswordIsStoredOrPrinted() {
        process.account("ann", UserRole.USER);
        Session session = process.login("ann");
        String stored = String.join(
                "\n",
                database.sql("select row_to_json(t)::text from refresh_token t")
                        .query(String.class)
                        .list());
        assertThat(stored)
                .doesNotContain(session.refreshToken(), session.refreshToken().substring(4));
        assertThat(database.sql("select password_hash from account")
                        .query(String.class)
                        .single())
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(session.toString()).isEqualTo("Session[ann]");
        assertThat(new LoginRequest("ann", "p", Optional.of("c"), Optional.of("n")).toString())
                .isEqualTo("LoginRequest[ann]");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameGetTheSameAnswer() {
        process.account("ann", UserRole.USER);

        EngineException wrong = assertRefused(
                ErrorCode.CREDENTIALS_REFUSED, () -> process.login("ann", "wrong password", IdentityProcess.ADDRESS));
        EngineException unknown = assertRefused(
                ErrorCode.CREDENTIALS_REFUSED, () -> process.login("bob", "wrong password", IdentityProcess.ADDRESS));
        EngineException impossible = assertRefused(
                ErrorCode.CREDENTIALS_REFUSED, () -> process.login("b o b\u0000", "wrong", IdentityProcess.ADDRESS));

        assertThat(wrong).hasMessage(unknown.getMessage()).hasMessage(impossible.getMessage());
        assertThat(process.events().take())
                .containsExactly(
                        "login failure unknown account:ann credentials-refused",
                        "login failure unknown account:bob credentials-refused",
                        "login failure unknown account:unknown credentials-refused");
    }

    @Test
    void anUnknownNameCostsAHashToo() {
        CountingHasher hasher = process.get(CountingHasher.class);
        int before = hasher.compared();
        assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> process.login("nobody", "wrong", IdentityProcess.ADDRESS));
        assertThat(hasher.compared()).isEqualTo(before + 1);
    }

    @Test
    void nothingThatIsSentBreaksIt() {
        process.account("ann", UserRole.USER);
        for (String odd : new String[] {null, "", "\u0000", "\ud83e", "x".repeat(100_000)}) {
            assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> process.login("ann", odd, "not an address"));
            database.sql("truncate login_throttle").update();
            assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> process.login(odd, "wrong", ""));
            assertRefused(ErrorCode.TOKEN_REFUSED, () -> logins.refresh(odd, STRANGER));
        }
    }

    @Test
    void aPasswordThatMustBeChangedIsChangedWithTheLogin() {
        process.account("ann", UserRole.USER);
        database.sql("update account set must_change_password = true").update();

        assertRefused(ErrorCode.PASSWORD_CHANGE_REQUIRED, () -> process.login("ann"));
        assertRefused(ErrorCode.PASSWORD_REFUSED, () -> loginWithNew("too short"));
        assertRefused(ErrorCode.PASSWORD_REFUSED, () -> loginWithNew(IdentityProcess.PASSWORD));
        Session session = loginWithNew(NEW_PASSWORD);

        assertThat(process.verify(session)).isInstanceOf(TokenCheck.Valid.class);
        assertThat(session.account().mustChangePassword()).isFalse();
        assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> process.login("ann"));
        process.login("ann", NEW_PASSWORD, IdentityProcess.ADDRESS);
        assertThat(process.events().take())
                .containsExactly(
                        "login denied unknown account:ann password-change-required",
                        "login failure unknown account:ann password-refused",
                        "login failure unknown account:ann password-refused",
                        "password-change success ann account:ann",
                        "login success ann account:ann",
                        "login failure unknown account:ann credentials-refused",
                        "login success ann account:ann");
    }

    @Test
    void whoChangesThePasswordGoesOnAndAllOthersAreLoggedOut() {
        process.account("ann", UserRole.USER);
        Session elsewhere = process.login("ann");
        Session here = process.login("ann");
        process.events().clear();

        assertRefused(
                ErrorCode.CREDENTIALS_REFUSED,
                () -> logins.changePassword("wrong password", NEW_PASSWORD, IdentityProcess.from(here)));
        Session next = logins.changePassword(IdentityProcess.PASSWORD, NEW_PASSWORD, IdentityProcess.from(here));

        assertThat(process.verify(elsewhere)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertThat(process.verify(here)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertThat(process.verify(next)).isInstanceOf(TokenCheck.Valid.class);
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> logins.refresh(elsewhere.refreshToken(), STRANGER));
        assertThat(process.verify(logins.refresh(next.refreshToken(), STRANGER)))
                .isInstanceOf(TokenCheck.Valid.class);
        assertThat(process.events().take())
                .containsExactly(
                        "password-change failure ann account:ann credentials-refused",
                        "password-change success ann account:ann",
                        "token-refresh failure unknown account:ann token-refused",
                        "token-refresh success ann account:ann");
    }

    @Test
    void onlyPeopleChangeTheirPassword() {
        assertRefused(ErrorCode.UNAUTHENTICATED, () -> logins.changePassword("x", NEW_PASSWORD, STRANGER));
        assertThat(process.events().take())
                .containsExactly("password-change denied unknown account:unknown unauthenticated");
    }

    @Test
    void aHashOfOldParametersIsRenewedByALogin() {
        process.account("ann", UserRole.USER);
        try (IdentityProcess stronger = IdentityProcess.on(dataSource, "engine.identity.passwords.iterations=3")) {
            stronger.login("ann");
            assertThat(hash()).startsWith("$argon2id$v=19$m=19456,t=3,p=1$");
            stronger.login("ann");
        }
        process.login("ann");
        assertThat(hash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void aLogoutEndsItsOwnSessionOnly() {
        process.account("ann", UserRole.USER);
        Session here = process.login("ann");
        Session elsewhere = process.login("ann");
        Session refreshed = logins.refresh(here.refreshToken(), STRANGER);
        process.events().clear();

        process.get(Logouts.class).logOut(IdentityProcess.from(refreshed));

        for (Session ended : new Session[] {here, refreshed}) {
            assertThat(process.verify(ended)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        }
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> logins.refresh(refreshed.refreshToken(), STRANGER));
        assertThat(process.verify(elsewhere)).isInstanceOf(TokenCheck.Valid.class);
        assertThat(process.events().take())
                .containsExactly(
                        "logout success ann account:ann", "token-refresh failure unknown account:ann token-refused");
    }

    @Test
    void aRefreshTokenAloneLogsOutToo() {
        process.account("ann", UserRole.USER);
        Session session = process.login("ann");
        Logouts logouts = process.get(Logouts.class);
        process.events().clear();

        logouts.logOut(session.refreshToken(), STRANGER);

        assertThat(process.verify(session)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> logouts.logOut(OpaqueToken.make(OpaqueToken.REFRESH), STRANGER));
        assertThat(process.events().take())
                .containsExactly(
                        "logout success ann account:ann", "logout failure unknown account:unknown token-refused");
    }

    @Test
    void anAccountOrEverybodyCanBeLoggedOut() {
        Account ann = process.account("ann", UserRole.USER);
        process.account("bob", UserRole.USER);
        Session annsSession = process.login("ann");
        Session bobsSession = process.login("bob");
        Logouts logouts = process.get(Logouts.class);
        process.events().clear();

        logouts.logOutAccount(ann.id(), Origin.engine());
        assertThat(process.verify(annsSession)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertThat(process.verify(bobsSession)).isInstanceOf(TokenCheck.Valid.class);
        assertThat(process.verify(process.login("ann")))
                .as("a login right after")
                .isInstanceOf(TokenCheck.Valid.class);

        logouts.logOutEverybody(Origin.engine());
        assertThat(process.verify(bobsSession)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> logins.refresh(bobsSession.refreshToken(), STRANGER));
        assertThat(process.verify(process.login("bob")))
                .as("a login right after")
                .isInstanceOf(TokenCheck.Valid.class);
        assertThat(process.events().take())
                .containsExactly(
                        "token-revoke success engine account:ann",
                        "login success ann account:ann",
                        "token-revoke success engine everybody",
                        "token-refresh failure unknown account:bob token-refused",
                        "login success bob account:bob");
    }

    private static Session loginWithNew(String newPassword) {
        return logins.login(
                new LoginRequest("ann", IdentityProcess.PASSWORD, Optional.empty(), Optional.of(newPassword)),
                STRANGER);
    }

    private static String hash() {
        return database.sql("select password_hash from account")
                .query(String.class)
                .single();
    }
}
