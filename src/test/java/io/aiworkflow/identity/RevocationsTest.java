package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class RevocationsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final MemoryRevocations store = new MemoryRevocations();
    private long nanos = 1_000_000_000_000L;
    private final Revocations revocations = new Revocations(store, () -> nanos);
    private final UUID token = UUID.randomUUID();
    private final UUID account = UUID.randomUUID();

    @Test
    void oneAnswerServesForThreeSecondsAndNoLonger() {
        assertThat(isRevoked()).isFalse();
        store.tokens.put(token, Duration.ofMinutes(5));
        advance(Duration.ofMillis(2_900));
        assertThat(isRevoked()).isFalse();
        assertThat(store.asked).isEqualTo(1);

        advance(Duration.ofMillis(200));
        assertThat(isRevoked()).isTrue();
        assertThat(store.asked).isEqualTo(2);
    }

    @Test
    void whatIsEndedForOneAccountOrForAllConcernsOlderTokensOnly() {
        store.accounts.put(account, NOW);
        assertThat(revocations.isRevoked(token, account, NOW)).isTrue();
        assertThat(revocations.isRevoked(token, account, NOW.plusNanos(1000))).isFalse();
        assertThat(revocations.isRevoked(token, UUID.randomUUID(), NOW.minusSeconds(1)))
                .isFalse();

        store.everybody = NOW.plusSeconds(10);
        revocations.refresh();
        assertThat(revocations.isRevoked(token, UUID.randomUUID(), NOW.plusSeconds(10)))
                .isTrue();
        assertThat(revocations.isRevoked(token, UUID.randomUUID(), NOW.plusSeconds(11)))
                .isFalse();
    }

    @Test
    void aLookThatSeesAnOlderTimeDoesNotReviveATokenOfTheAccount() {
        store.accounts.put(account, NOW);
        revocations.refresh();
        store.accounts.put(account, NOW.minusSeconds(100));
        revocations.refresh();
        assertThat(revocations.isRevoked(token, account, NOW.minusSeconds(1))).isTrue();
    }

    @Test
    void aTokenIsRememberedUntilItWouldHaveExpired() {
        store.tokens.put(token, Duration.ofMinutes(5));
        assertThat(isRevoked()).isTrue();
        store.tokens.clear();
        advance(Duration.ofMinutes(4));
        assertThat(isRevoked()).isTrue();
        advance(Duration.ofMinutes(2));
        assertThat(isRevoked()).isFalse();
    }

    @Test
    void eachLookAsksForWhatTheLastOneMayHaveMissed() {
        revocations.refresh();
        assertThat(store.since).isEqualTo(Instant.EPOCH);
        revocations.refresh();
        assertThat(store.since).isEqualTo(NOW.minusSeconds(120));
    }

    @Test
    void refusesToAnswerRatherThanToGuessWhenTheDatabaseIsAway() {
        assertThat(isRevoked()).isFalse();
        store.away = true;
        advance(Duration.ofSeconds(2));
        revocations.refreshNow();
        assertThat(isRevoked()).as("what is known is young enough").isFalse();

        advance(Duration.ofSeconds(2));
        Refusals.assertRefused(ErrorCode.DATABASE_UNAVAILABLE, this::isRevoked);
        int asked = store.asked;
        Refusals.assertRefused(ErrorCode.DATABASE_UNAVAILABLE, this::isRevoked);
        assertThat(store.asked).as("not asked again for each request").isEqualTo(asked);

        store.away = false;
        advance(Duration.ofSeconds(2));
        assertThat(isRevoked()).isFalse();
    }

    private boolean isRevoked() {
        return revocations.isRevoked(token, account, NOW);
    }

    private void advance(Duration time) {
        nanos += time.toNanos();
    }

    private static final class MemoryRevocations extends JdbcRevocations {
        private final Map<UUID, Instant> accounts = new HashMap<>();
        private final Map<UUID, Duration> tokens = new HashMap<>();
        private Instant everybody = Instant.EPOCH;
        private Instant since;
        private boolean away;
        private int asked;

        MemoryRevocations() {
            super(null);
        }

        @Override
        Changes since(Instant time) {
            asked++;
            if (away) {
                throw new DataAccessResourceFailureException("the database is away");
            }
            since = time;
            return new Changes(NOW, everybody, Map.copyOf(accounts), Map.copyOf(tokens));
        }
    }
}
