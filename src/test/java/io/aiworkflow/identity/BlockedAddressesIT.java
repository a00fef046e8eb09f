package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.testsupport.TestDatabase;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class BlockedAddressesIT {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Origin BY = Origin.of(Caller.engine(), "192.0.2.200");

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static IdentityProcess process;
    private static BlockedAddresses blocked;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        process = IdentityProcess.on(dataSource);
        blocked = process.get(BlockedAddresses.class);
    }

    @AfterAll
    static void close() {
        process.close();
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate blocked_address").update();
        blocked.refresh();
        process.events().clear();
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 198.51.100.7, 198.51.100.8, 198.51.100.7/32",
        "198.51.100.7, ::ffff:198.51.100.7, 2001:db8::1, 198.51.100.7/32",
        "198.51.100.77/24, 198.51.100.255, 198.51.101.0, 198.51.100.0/24",
        "2001:db8::/48, 2001:db8:0:ffff::1, 2001:db8:1::1, 2001:db8::/48",
        "2001:db8::1, 2001:db8::1, 2001:db8::2, 2001:db8::1/128"
    })
    void blocksAnAddressOrANetwork(String range, String inside, String outside, String shown) {
        blocked.block(range, HOUR, "guessing", BY);

        assertThat(blocked.isBlocked(inside)).isTrue();
        assertThat(blocked.isBlocked(outside)).isFalse();
        assertThat(blocked.list()).singleElement().satisfies(entry -> {
            assertThat(entry.range()).isEqualTo(shown);
            assertThat(entry.reason()).isEqualTo("guessing");
            assertThat(entry.blockedBy()).isEqualTo("engine");
            assertThat(Duration.between(entry.createdAt(), entry.expiresAt())).isEqualTo(HOUR);
        });

        blocked.unblock(range, BY);

        assertThat(blocked.isBlocked(inside)).isFalse();
        assertThat(process.events().take())
                .satisfiesExactly(
                        event -> assertThat(event).startsWith("address-block success engine address:"),
                        event -> assertThat(event).startsWith("address-unblock success engine address:"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "localhost",
                "0.0.0.0/0",
                "10.0.0.0/7",
                "::/0",
                "192.0.2.200",
                "192.0.2.0/24",
                "1.2.3.4'; drop"
            })
    void refusesWhatWouldBlockEverybodyOrOneself(String range) {
        assertRefused(ErrorCode.VALUE_REFUSED, () -> blocked.block(range, HOUR, "x", BY));
        assertThat(blocked.list()).isEmpty();
    }

    @Test
    void refusesOddTimesAndReasons() {
        String range = "198.51.100.7";
        for (Duration odd : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(367)}) {
            assertRefused(ErrorCode.VALUE_REFUSED, () -> blocked.block(range, odd, "x", BY));
        }
        for (String odd : new String[] {null, "", "a\u0000", "x".repeat(501)}) {
            assertRefused(ErrorCode.VALUE_REFUSED, () -> blocked.block(range, HOUR, odd, BY));
        }
        assertRefused(ErrorCode.BLOCK_NOT_FOUND, () -> blocked.unblock(range, BY));
        assertRefused(ErrorCode.BLOCK_NOT_FOUND, () -> blocked.unblock("nonsense", BY));
    }

    @Test
    void aBlockEndsByItself() {
        blocked.block("198.51.100.7", HOUR, "x", BY);
        database.sql("update blocked_address set expires_at = now()").update();
        blocked.refresh();
        assertThat(blocked.isBlocked("198.51.100.7")).isFalse();
        assertThat(blocked.list()).isEmpty();
    }

    @Test
    void aSecondBlockOfTheSameRangeReplacesTheFirst() {
        blocked.block("198.51.100.7", HOUR, "first", BY);
        blocked.block("198.51.100.7", HOUR.multipliedBy(2), "second", BY);
        assertThat(blocked.list())
                .singleElement()
                .extracting(BlockedAddress::reason)
                .isEqualTo("second");
    }

    @Test
    void anotherProcessKnowsWithinThreeSeconds() {
        try (IdentityProcess polling = IdentityProcess.polling(dataSource)) {
            blocked.block("198.51.100.7", HOUR, "x", BY);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> polling.get(BlockedAddresses.class).isBlocked("198.51.100.7"));
        }
    }

    @Test
    void whatIsNoAddressIsNotBlocked() {
        assertThat(blocked.isBlocked(null)).isFalse();
        assertThat(blocked.isBlocked("unknown")).isFalse();
    }
}
