package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class RefreshTokensIT {
    private static final Origin STRANGER = Origin.stranger(IdentityProcess.ADDRESS);
    private static final TokenCheck REVOKED = new TokenCheck.Refused(TokenCheck.Reason.REVOKED);

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static IdentityProcess one;
    private static IdentityProcess other;

    private Account ann;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        one = IdentityProcess.on(dataSource);
        other = IdentityProcess.on(dataSource);
    }

    @AfterAll
    static void close() {
        one.close();
        other.close();
        dataSource.close();
    }

    @BeforeEach
    void oneAccount() {
        database.sql("truncate account, login_throttle cascade").update();
        ann = one.account("ann", UserRole.USER);
        other.events().clear();
    }

    @Test
    void eachTokenIsGoodForOneMoreAndForANewAccessToken() {
        Session session = one.login("ann");
        for (int i = 0; i < 3; i++) {
            Session next = refresh(i % 2 == 0 ? other : one, session);
            assertThat(next.refreshToken()).isNotEqualTo(session.refreshToken());
            assertThat(one.verify(next)).isInstanceOf(TokenCheck.Valid.class);
            assertThat(one.verify(session)).as("the one before still counts").isInstanceOf(TokenCheck.Valid.class);
            session = next;
        }
    }

    @Test
    void ofFiftyUsesAtTheSameMomentOneWinsAndTheFamilyDies() throws Exception {
        Session elsewhere = one.login("ann");
        Session session = one.login("ann");
        one.events().clear();
        ExecutorService threads = Executors.newFixedThreadPool(50);
        CyclicBarrier together = new CyclicBarrier(50);
        try {
            List<Optional<Session>> outcomes = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> use(i, session, together), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            List<Session> winners = outcomes.stream().flatMap(Optional::stream).toList();
            assertThat(winners).hasSize(1);
            assertRefused(ErrorCode.TOKEN_REFUSED, () -> refresh(one, winners.get(0)));
            for (IdentityProcess process : List.of(one, other)) {
                process.get(Revocations.class).refresh();
                assertThat(process.verify(winners.get(0))).isEqualTo(REVOKED);
                assertThat(process.verify(elsewhere))
                        .as("each access token of the account")
                        .isEqualTo(REVOKED);
            }
            assertThat(refresh(one, elsewhere)).as("the other family goes on").isNotNull();
        } finally {
            threads.shutdownNow();
        }
        List<String> events = new ArrayList<>(one.events().take());
        events.addAll(other.events().take());
        assertThat(Collections.frequency(events, "token-reuse denied unknown account:ann"))
                .isEqualTo(49);
        assertThat(Collections.frequency(events, "token-refresh success ann account:ann"))
                .isEqualTo(2);
        assertThat(Collections.frequency(events, "token-refresh failure unknown account:ann token-refused"))
                .isEqualTo(1);
        assertThat(events).hasSize(52);
    }

    @Test
    void aStolenTokenEndsSessionsOnceAndNotAgainAndAgain() {
        Session session = one.login("ann");
        refresh(one, session);
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> refresh(one, session));
        Session later = one.login("ann");

        assertRefused(ErrorCode.TOKEN_REFUSED, () -> refresh(one, session));

        assertThat(one.verify(later)).isInstanceOf(TokenCheck.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update refresh_token set expires_at = now()",
                "update token_family set expires_at = now()",
                "update token_family set revoked_at = now()",
                "update account set state = 'disabled'",
                "update account set state = 'pending'",
                "update account set sessions_not_before = now() + interval '1 second'",
                "update token_epoch set not_before = now() + interval '1 second'",
                "delete from token_family"
            })
    void aTokenCountsNoLongerAfter(String change) {
        Session session = one.login("ann");
        database.sql(change).update();

        assertRefused(ErrorCode.TOKEN_REFUSED, () -> refresh(one, session));

        database.sql("update token_epoch set not_before = timestamptz 'epoch'").update();
        assertThat(database.sql("select count(*) from refresh_token where used_at is not null")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aFamilyEndsAfterThirtyDaysHoweverOftenItIsRefreshed() {
        Session session = one.login("ann");
        database.sql("update token_family set expires_at = now() + interval '1 hour'")
                .update();
        Session next = refresh(one, session);
        assertThat(next.refreshExpiresAt())
                .isEqualTo(database.sql("select expires_at from token_family")
                        .query((row, n) -> JdbcAccounts.instant(row, "expires_at"))
                        .single());
    }

    @Test
    void refreshingWhileTheAccountIsLoggedOutLeavesNothingAlive() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                List<Session> sessions =
                        IntStream.range(0, 3).mapToObj(i -> open()).toList();
                List<CompletableFuture<Optional<Session>>> refreshing = sessions.stream()
                        .map(session -> CompletableFuture.supplyAsync(() -> tryRefresh(other, session), threads))
                        .toList();
                CompletableFuture<Void> loggingOut = CompletableFuture.runAsync(
                        () -> one.get(Logouts.class).logOutAccount(ann.id(), Origin.engine()), threads);
                loggingOut.join();
                List<Session> refreshed = refreshing.stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .toList();

                one.get(Revocations.class).refresh();
                for (Session session : refreshed) {
                    assertThat(one.verify(session)).isEqualTo(REVOKED);
                    assertThat(tryRefresh(one, session)).isEmpty();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refreshingWhileItsSessionIsLoggedOutLeavesNothingAlive() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Session session = open();
                CompletableFuture<Optional<Session>> refreshing =
                        CompletableFuture.supplyAsync(() -> tryRefresh(other, session), threads);
                CompletableFuture.runAsync(() -> one.get(Logouts.class).logOut(IdentityProcess.from(session)), threads)
                        .join();
                Optional<Session> refreshed = refreshing.join();

                one.get(Revocations.class).refresh();
                assertThat(one.verify(session)).isEqualTo(REVOKED);
                refreshed.ifPresent(next -> {
                    assertThat(one.verify(next)).isEqualTo(REVOKED);
                    assertThat(tryRefresh(one, next)).isEmpty();
                });
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anotherProcessRefusesARevokedTokenWithinThreeSeconds() {
        try (IdentityProcess polling = IdentityProcess.polling(dataSource)) {
            Session session = one.login("ann");
            assertThat(polling.verify(session)).isInstanceOf(TokenCheck.Valid.class);
            one.get(Logouts.class).logOut(IdentityProcess.from(session));
            Awaitility.await()
                    .atMost(Revocations.MAX_AGE)
                    .until(() -> polling.verify(session).equals(REVOKED));
        }
    }

    @Test
    void aProcessThatStartsLaterKnowsWhatWasRevokedBefore() {
        Session session = one.login("ann");
        Session kept = one.login("ann");
        one.get(Logouts.class).logOut(IdentityProcess.from(session));
        try (IdentityProcess later = IdentityProcess.on(dataSource)) {
            assertThat(later.verify(session)).isEqualTo(REVOKED);
            assertThat(later.verify(kept)).isInstanceOf(TokenCheck.Valid.class);
        }
    }

    @Test
    void aTokenThatHasExpiredLatelyIsEndedWithItsSession() {
        Session session = one.login("ann");
        database.sql("update refresh_token set access_expires_at = now() - interval '10 minutes'")
                .update();
        one.get(Logouts.class).logOut(IdentityProcess.from(session));
        assertThat(database.sql("""
                        select count(*)
                          from revoked_token
                         where id in (select access_id from refresh_token) and expires_at > now()""").query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void whatIsOverIsSweptAway() {
        Session session = one.login("ann");
        one.login("ann");
        one.get(Logouts.class).logOut(IdentityProcess.from(session));
        database.sql("update token_family set expires_at = now() - interval '2 days' where revoked_at is not null")
                .update();
        database.sql("update revoked_token set expires_at = now()").update();

        one.get(JdbcIdentitySweep.class).sweep();

        assertThat(count("token_family")).isEqualTo(1);
        assertThat(count("refresh_token")).isEqualTo(1);
        assertThat(count("revoked_token")).isZero();
    }

    private static Optional<Session> use(int number, Session session, CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return tryRefresh(number % 2 == 0 ? one : other, session);
    }

    private static Optional<Session> tryRefresh(IdentityProcess process, Session session) {
        try {
            return Optional.of(refresh(process, session));
        } catch (EngineException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.TOKEN_REFUSED);
            return Optional.empty();
        }
    }

    private static Session refresh(IdentityProcess process, Session session) {
        return process.get(Logins.class).refresh(session.refreshToken(), STRANGER);
    }

    /** Without a password, which takes longer than all the rest. */
    private Session open() {
        return one.get(Sessions.class).open(ann.id()).orElseThrow();
    }

    private static int count(String table) {
        return database.sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }
}
