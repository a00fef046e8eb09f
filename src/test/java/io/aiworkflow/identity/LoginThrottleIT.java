package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static io.aiworkflow.identity.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Delays begin with a minute, so that a slow machine does not outlast one; time passes by moving rows into the past. */
class LoginThrottleIT {
    private static final String WRONG = "wrong unicorn paper clip";
    private static final String FRESH = "198.51.100.1";

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static IdentityProcess one;
    private static IdentityProcess other;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        one = IdentityProcess.on(dataSource, "engine.identity.throttle.first-delay=60s");
        other = IdentityProcess.on(dataSource, "engine.identity.throttle.first-delay=60s");
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
        one.account("ann", UserRole.USER);
        other.events().clear();
    }

    @Test
    void fromTheSixthFailureOnEachDoublesTheDelay() {
        for (int failure = 1; failure <= 5; failure++) {
            fail("ann", address(failure));
            assertThat(delayOf("account:ann")).isNotPositive();
        }
        double expected = 60;
        for (int failure = 6; failure <= 14; failure++) {
            fail("ann", address(failure));
            assertThat(delayOf("account:ann")).isCloseTo(expected, within(20.0));
            assertThat(held("ann", address(100 + failure)).toSeconds()).isCloseTo((long) expected, within(20L));
            passDelay();
            expected = Math.min(900, expected * 2);
        }
        assertThat(expected).isEqualTo(900);
    }

    @Test
    void theSameHoldsForAnAddressWhateverNamesItTries() {
        for (int failure = 1; failure <= 6; failure++) {
            fail("name" + failure, FRESH);
        }
        held("yet-another", FRESH);
        held("ann", FRESH);
        assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> one.login("ann", WRONG, "198.51.100.2"));
    }

    @Test
    void theRightPasswordIsHeldUpTooAndIsNotEvenLookedAt() {
        failTimes(6, "ann");
        int compared = one.get(CountingHasher.class).compared();
        one.events().clear();

        assertRefused(ErrorCode.TOO_MANY_ATTEMPTS, () -> one.login("ann", IdentityProcess.PASSWORD, FRESH));

        assertThat(one.get(CountingHasher.class).compared()).isEqualTo(compared);
        assertThat(one.events().take()).containsExactly("login denied unknown account:ann too-many-attempts");
        passDelay();
        assertThat(one.login("ann", IdentityProcess.PASSWORD, FRESH)).isNotNull();
    }

    @Test
    void triesDuringTheDelayDoNotMakeItLonger() {
        failTimes(6, "ann");
        double before = delayOf("account:ann");
        for (int i = 0; i < 50; i++) {
            held("ann", address(i));
        }
        assertThat(delayOf("account:ann")).isLessThanOrEqualTo(before);
        assertThat(failuresOf("account:ann")).isEqualTo(6);
    }

    @Test
    void triesAtTheSameMomentInTwoProcessesDoNotSlipThroughTogether() {
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<CompletableFuture<String>> tries = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> outcome(() -> (i % 2 == 0 ? one : other).login("ann", WRONG, address(i))), threads))
                    .toList();
            List<String> outcomes = tries.stream().map(CompletableFuture::join).toList();

            int looked = Collections.frequency(outcomes, "CREDENTIALS_REFUSED");
            assertThat(looked).isEqualTo(6);
            assertThat(Collections.frequency(outcomes, "TOO_MANY_ATTEMPTS")).isEqualTo(44);
            assertThat(failuresOf("account:ann")).isEqualTo(6);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ofTenThousandTriesFromFiftyAddressesSixAreLookedAt() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (IdentityProcess slow = IdentityProcess.on(dataSource, "engine.identity.throttle.first-delay=15m")) {
            List<CompletableFuture<String>> tries = IntStream.range(0, 10_000)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> outcome(() -> slow.login("ann", WRONG, address(i % 50))), threads))
                    .toList();
            List<String> outcomes = tries.stream().map(CompletableFuture::join).toList();

            assertThat(Collections.frequency(outcomes, "CREDENTIALS_REFUSED")).isEqualTo(6);
            assertThat(Collections.frequency(outcomes, "TOO_MANY_ATTEMPTS")).isEqualTo(9_994);
            pass(Duration.ofMinutes(15));
            assertThat(slow.login("ann", IdentityProcess.PASSWORD, FRESH)).isNotNull();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tryingAndSucceedingAtTheSameMomentLosesNoCount() {
        List<CompletableFuture<Void>> tries = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tries.add(CompletableFuture.runAsync(() -> fail("bob", FRESH)));
            tries.add(CompletableFuture.runAsync(() -> one.login("ann", IdentityProcess.PASSWORD, FRESH)));
        }
        tries.forEach(CompletableFuture::join);
        assertThat(failuresOf("address:" + FRESH)).isEqualTo(2);
    }

    @Test
    void failuresAreForgottenAfterTheWindow() {
        failTimes(9, "ann");
        Duration delay = Duration.ofSeconds(60 * 8);
        pass(delay.plusMinutes(14));
        fail("ann", FRESH);
        assertThat(failuresOf("account:ann")).isEqualTo(10);
        pass(delay.multipliedBy(2).plusMinutes(16));
        fail("ann", FRESH);
        assertThat(failuresOf("account:ann")).isEqualTo(1);
        assertThat(delayOf("account:ann")).isNotPositive();
    }

    @Test
    void nobodyIsLockedOutForGoodWhoKnowsThePassword() {
        failTimes(30, "ann");
        held("ann", FRESH);
        pass(Duration.ofMinutes(15));
        assertThat(one.login("ann", IdentityProcess.PASSWORD, FRESH)).isNotNull();
        assertThat(failuresOf("account:ann")).isZero();
    }

    @Test
    void strangersDoNotHoldUpTheOwnerWhereHeHasLoggedInLately() {
        one.login("ann", IdentityProcess.PASSWORD, FRESH);
        failTimes(30, "ann");
        held("ann", address(1));

        assertThat(other.login("ann", IdentityProcess.PASSWORD, FRESH)).isNotNull();

        held("ann", address(1));
        database.sql("update account_address set last_login_at = last_login_at - interval '31 days'")
                .update();
        held("ann", FRESH);
    }

    @Test
    void whoGuessesAtTheOwnersAddressIsHeldUpAsEverywhere() {
        one.login("ann", IdentityProcess.PASSWORD, FRESH);
        for (int failure = 1; failure <= 6; failure++) {
            fail("ann", FRESH);
        }
        held("ann", FRESH);
        assertThat(failuresOf("pair:ann@" + FRESH)).isEqualTo(6);
        assertThat(failuresOf("account:ann")).isZero();
    }

    @Test
    void anAccountOfOnesOwnIsNoMeansToGuessOn() {
        one.account("mallory", UserRole.USER);
        one.login("mallory", IdentityProcess.PASSWORD, FRESH);
        for (int failure = 1; failure <= 6; failure++) {
            fail("name" + failure, FRESH);
            if (failure < 6) {
                one.login("mallory", IdentityProcess.PASSWORD, FRESH);
            }
        }
        held("ann", FRESH);
        one.login("mallory", IdentityProcess.PASSWORD, FRESH);
        held("ann", FRESH);
    }

    @Test
    void neighboursInOneNetworkOfTheNewKindCountAsOne() {
        for (int failure = 1; failure <= 6; failure++) {
            fail("name" + failure, "2001:db8:1:2::" + failure);
        }
        held("ann", "2001:db8:1:2:ffff::1");
        assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> one.login("ann", WRONG, "2001:db8:1:3::1"));
    }

    @Test
    void whatIsForgottenIsSweptAway() {
        failTimes(3, "ann");
        pass(Duration.ofMinutes(16));
        fail("ann", FRESH);

        one.get(JdbcIdentitySweep.class).sweep();

        assertThat(database.sql("select key from login_throttle order by key")
                        .query(String.class)
                        .list())
                .containsExactly("account:ann", "address:" + FRESH);
    }

    private static void fail(String name, String address) {
        assertRefused(ErrorCode.CREDENTIALS_REFUSED, () -> one.login(name, WRONG, address));
    }

    /** From as many addresses, and without waiting. */
    private static void failTimes(int times, String name) {
        for (int i = 0; i < times; i++) {
            passDelay();
            fail(name, address(i));
        }
    }

    private static Duration held(String name, String address) {
        return ((TransientException) assertRefused(ErrorCode.TOO_MANY_ATTEMPTS, () -> one.login(name, WRONG, address)))
                .retryAfter()
                .orElseThrow();
    }

    private static String address(int number) {
        return "203.0.113." + number;
    }

    /** Just past the end of every delay. */
    private static void passDelay() {
        database.sql("update login_throttle set blocked_until = least(blocked_until, clock_timestamp())")
                .update();
    }

    private static void pass(Duration time) {
        database.sql("update login_throttle set blocked_until = blocked_until - make_interval(secs => :seconds)")
                .param("seconds", (double) time.toSeconds())
                .update();
    }

    private static double delayOf(String key) {
        return database.sql("""
                        select coalesce(max(extract(epoch from blocked_until - clock_timestamp())), 0)::float8
                          from login_throttle
                         where key = :key""").param("key", key).query(Double.class).single();
    }

    private static int failuresOf(String key) {
        return database.sql("select coalesce(max(failures), 0) from login_throttle where key = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
    }
}
