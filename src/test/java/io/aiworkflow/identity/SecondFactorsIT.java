package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static io.aiworkflow.identity.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SecondFactorsIT {
    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static IdentityProcess process;
    private static IdentityProcess strict;
    private static SecondFactors factors;

    private Account ann;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        process = IdentityProcess.on(dataSource);
        strict = IdentityProcess.on(
                dataSource, "profile=production", "engine.identity.tokens.secret=" + OpaqueToken.random());
        factors = process.get(SecondFactors.class);
    }

    @AfterAll
    static void close() {
        process.close();
        strict.close();
        dataSource.close();
    }

    @BeforeEach
    void oneAccount() {
        database.sql("truncate account, login_throttle cascade").update();
        ann = process.account("ann", UserRole.USER);
        strict.events().clear();
    }

    @Test
    void countsOnlyOnceACodeHasComeBack() {
        Origin me = IdentityProcess.from(process.login("ann"));
        SecondFactorProposal proposal = factors.propose(IdentityProcess.PASSWORD, me);
        assertThat(proposal.uri()).contains("secret=" + proposal.secret()).contains(":ann?");
        assertThat(process.login("ann").account().secondFactor()).isFalse();

        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> factors.confirm("000000", me));
        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> factors.confirm(null, me));
        process.events().clear();
        List<String> codes = factors.confirm(code(proposal, 0), me);

        assertThat(codes)
                .hasSize(8)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("([0-9a-z]{4}-){3}[0-9a-z]{4}"));
        assertThat(factors.recoveryCodesLeft(ann.id())).isEqualTo(8);
        assertRefused(ErrorCode.SECOND_FACTOR_REQUIRED, () -> process.login("ann"));
        assertThat(login(code(proposal, 1)).account().secondFactor()).isTrue();
        assertThat(process.events().take())
                .containsExactly(
                        "second-factor-change success ann account:ann",
                        "login denied unknown account:ann second-factor-required",
                        "login success ann account:ann");
    }

    @Test
    void theSecretIsSealedForItsAccount() {
        SecondFactorProposal proposal = setUp();
        assertThat(database.sql("select totp_secret from account")
                        .query(String.class)
                        .single())
                .isEqualTo("sealed(account:%s:totp)%s".formatted(ann.id(), proposal.secret()));
        assertThat(proposal.toString()).doesNotContain(proposal.secret());
    }

    @Test
    void aCodeIsGoodForOneLoginOnly() {
        SecondFactorProposal proposal = setUp();
        String code = code(proposal, 1);

        List<String> outcomes = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> outcome(() -> login(code))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        "OK", "SECOND_FACTOR_REFUSED", "SECOND_FACTOR_REFUSED", "SECOND_FACTOR_REFUSED");
        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> login(code(proposal, 0)));
    }

    @Test
    void aWrongCodeCountsAsAFailureAndAMissingOneDoesNot() {
        setUp();
        database.sql("truncate login_throttle").update();
        assertRefused(ErrorCode.SECOND_FACTOR_REQUIRED, () -> process.login("ann"));
        assertThat(failures()).isZero();
        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> login("000000"));
        assertRefused(ErrorCode.SECOND_FACTOR_REQUIRED, () -> process.login("ann"));
        assertThat(failures()).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> login("000000"));
        }
        database.sql("update login_throttle set blocked_until = blocked_until + interval '1 minute'")
                .update();
        assertRefused(ErrorCode.TOO_MANY_ATTEMPTS, () -> login("000000"));
    }

    @Test
    void aRecoveryCodeStandsInOnceInAnySpelling() {
        Origin me = IdentityProcess.from(process.login("ann"));
        SecondFactorProposal proposal = factors.propose(IdentityProcess.PASSWORD, me);
        List<String> codes = factors.confirm(code(proposal, 0), me);

        login(codes.get(0));
        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> login(codes.get(0)));
        login(" " + codes.get(1).replace("-", " ").toUpperCase(Locale.ROOT));
        assertThat(factors.recoveryCodesLeft(ann.id())).isEqualTo(6);
        assertThat(database.sql("select row_to_json(c)::text from recovery_code c")
                        .query(String.class)
                        .list())
                .noneMatch(row -> codes.stream().anyMatch(row::contains));

        List<String> fresh = factors.renewRecoveryCodes(IdentityProcess.PASSWORD, codes.get(2), me);
        assertThat(fresh).hasSize(8).doesNotContainAnyElementsOf(codes);
        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> login(codes.get(3)));
        login(fresh.get(0));
    }

    @Test
    void aRecoveryCodeOfAnotherAccountIsNone() {
        setUp();
        process.account("bob", UserRole.USER);
        Origin bob = IdentityProcess.from(process.login("bob"));
        SecondFactorProposal proposal = factors.propose(IdentityProcess.PASSWORD, bob);
        List<String> codes = factors.confirm(code(proposal, 0), bob);
        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> login(codes.get(0)));
    }

    @Test
    void nothingIsChangedWithoutThePasswordAndTheSecondFactor() {
        Origin me = IdentityProcess.from(process.login("ann"));
        assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> factors.propose("wrong password", me));
        assertRefused(ErrorCode.STATE_CONFLICT, () -> factors.confirm("123456", me));
        assertRefused(ErrorCode.STATE_CONFLICT, () -> factors.remove(IdentityProcess.PASSWORD, "123456", me));
        SecondFactorProposal proposal = setUp();
        assertRefused(ErrorCode.STATE_CONFLICT, () -> factors.propose(IdentityProcess.PASSWORD, me));
        assertRefused(ErrorCode.SECOND_FACTOR_REQUIRED, () -> factors.remove(IdentityProcess.PASSWORD, null, me));
        assertRefused(ErrorCode.SECOND_FACTOR_REFUSED, () -> factors.remove(IdentityProcess.PASSWORD, "000000", me));
        assertRefused(ErrorCode.UNAUTHENTICATED, () -> factors.propose("x", Origin.stranger("")));

        factors.remove(IdentityProcess.PASSWORD, code(proposal, 1), me);

        assertThat(process.login("ann").account().secondFactor()).isFalse();
    }

    @Test
    void anAdminRemovesItForWhoHasLostIt() {
        setUp();
        process.account("root", UserRole.ADMIN);
        Origin root = IdentityProcess.from(process.login("root"));
        process.events().clear();

        factors.remove(ann.id(), root);

        assertThat(process.login("ann").account().secondFactor()).isFalse();
        assertRefused(ErrorCode.STATE_CONFLICT, () -> factors.remove(ann.id(), root));
        assertThat(process.events().take())
                .containsExactly(
                        "second-factor-change success root account:ann",
                        "login success ann account:ann",
                        "second-factor-change denied root account:ann state-conflict");
    }

    @Test
    void anAdminInProductionIsAUserUntilHeHasOne() {
        process.account("root", UserRole.ADMIN);
        assertThat(process.login("root").caller().role()).isEqualTo(UserRole.ADMIN);
        Session session = strict.login("root");
        assertThat(session.secondFactorMissing()).isTrue();
        assertThat(session.caller().role()).isEqualTo(UserRole.USER);
        assertThat(session.account().role()).isEqualTo(UserRole.ADMIN);
        assertThat(strict.verify(session))
                .isInstanceOfSatisfying(
                        TokenCheck.Valid.class,
                        valid -> assertThat(valid.caller().role()).isEqualTo(UserRole.USER));

        SecondFactors strictFactors = strict.get(SecondFactors.class);
        Origin root = IdentityProcess.from(session);
        SecondFactorProposal proposal = strictFactors.propose(IdentityProcess.PASSWORD, root);
        strictFactors.confirm(code(proposal, 0), root);
        Session next = strict.get(Logins.class).refresh(session.refreshToken(), root);

        assertThat(next.secondFactorMissing()).isFalse();
        assertThat(next.caller().role()).isEqualTo(UserRole.ADMIN);

        strictFactors.remove(IdentityProcess.PASSWORD, code(proposal, 1), root);
        assertThat(strict.verify(next)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertThat(strict.get(Logins.class)
                        .refresh(next.refreshToken(), root)
                        .caller()
                        .role())
                .isEqualTo(UserRole.USER);
    }

    private SecondFactorProposal setUp() {
        Origin me = IdentityProcess.from(process.login("ann"));
        SecondFactorProposal proposal = factors.propose(IdentityProcess.PASSWORD, me);
        factors.confirm(code(proposal, 0), me);
        return proposal;
    }

    private static Session login(String code) {
        return process.get(Logins.class)
                .login(
                        new LoginRequest("ann", IdentityProcess.PASSWORD, Optional.of(code), Optional.empty()),
                        Origin.stranger(IdentityProcess.ADDRESS));
    }

    /** For now, by the database's clock, or the step after. A step is always ahead of the one that was used before. */
    private static String code(SecondFactorProposal proposal, int ahead) {
        long step = Totp.step(process.get(JdbcSecondFactors.class).now());
        return Totp.code(Base32.decode(proposal.secret()), step + ahead, Totp.DIGITS);
    }

    private static int failures() {
        return database.sql("select coalesce(max(failures), 0) from login_throttle")
                .query(Integer.class)
                .single();
    }
}
