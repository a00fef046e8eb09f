package io.aiworkflow.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Knows which access tokens were ended before their time, from a copy in memory of what the database says that is never
 * older than three seconds. When the database cannot be asked for longer, it refuses to answer rather than to guess.
 */
@Component
class Revocations {
    static final Duration MAX_AGE = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    /** Longer than any transaction may take from the moment it takes the time until others see it. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final JdbcRevocations store;
    private final Ticker ticker;
    private final Cache<UUID, Duration> tokens;
    private final Cache<UUID, Instant> accounts;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile Copy copy;
    private volatile long failedAt;
    private volatile boolean failed;

    /** @param takenAt when the database was asked, by the ticker */
    private record Copy(long takenAt, Instant readAt, Instant everybody) {}

    @Autowired
    Revocations(JdbcRevocations store) {
        this(store, Ticker.systemTicker());
    }

    Revocations(JdbcRevocations store, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
        tokens = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(Expiry.<UUID, Duration>writing((token, rest) -> rest))
                .build();
        // Tokens that are older have expired by themselves.
        accounts = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(TokenProperties.LONGEST_ACCESS_LIFE.plus(AccessTokens.SKEW.multipliedBy(2)))
                .build();
    }

    /** @throws TransientException when it cannot be known */
    boolean isRevoked(UUID token, UUID account, Instant issuedAt) {
        Copy current = fresh();
        if (!issuedAt.isAfter(current.everybody())) {
            return true;
        }
        Instant notBefore = accounts.getIfPresent(account);
        return notBefore != null && !issuedAt.isAfter(notBefore) || tokens.getIfPresent(token) != null;
    }

    /** Asks the database for what is new. */
    void refresh() {
        loading.lock();
        try {
            load();
        } finally {
            loading.unlock();
        }
    }

    /** The same right after a change, which the others see a moment later; when it fails, so does this process. */
    void refreshNow() {
        try {
            refresh();
        } catch (DataAccessException e) {
            LOG.warn("What was revoked is in force within {}: {}", MAX_AGE, DatabaseTrouble.reason(e));
        }
    }

    private Copy fresh() {
        Copy current = copy;
        if (isFresh(current)) {
            return current;
        }
        if (failed && ticker.read() - failedAt < PAUSE_AFTER_FAILURE.toNanos()) {
            throw unknown(null);
        }
        try {
            if (!loading.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw unknown(null);
            }
            try {
                if (!isFresh(copy)) {
                    load();
                }
                return copy;
            } finally {
                loading.unlock();
            }
        } catch (DataAccessException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(e);
        }
    }

    private boolean isFresh(Copy taken) {
        return taken != null && ticker.read() - taken.takenAt() < MAX_AGE.toNanos();
    }

    private void load() {
        long takenAt = ticker.read();
        try {
            Copy last = copy;
            JdbcRevocations.Changes changes =
                    store.since(last == null ? Instant.EPOCH : last.readAt().minus(OVERLAP));
            tokens.putAll(changes.tokens());
            changes.accounts()
                    .forEach((account, notBefore) -> accounts.asMap()
                            .merge(account, notBefore, (old, young) -> old.isAfter(young) ? old : young));
            copy = new Copy(takenAt, changes.readAt(), changes.everybody());
            failed = false;
        } catch (DataAccessException e) {
            failedAt = takenAt;
            failed = true;
            throw e;
        }
    }

    private static TransientException unknown(Exception cause) {
        return new TransientException(
                ErrorCode.DATABASE_UNAVAILABLE,
                "It cannot be known at this moment whether the token still counts; try again in a few seconds.",
                null,
                cause);
    }
}
