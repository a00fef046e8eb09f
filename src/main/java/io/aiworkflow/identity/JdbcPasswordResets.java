package io.aiworkflow.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** One-time tokens for new passwords in PostgreSQL, hashed. */
@Repository
class JdbcPasswordResets {
    private final JdbcClient database;

    JdbcPasswordResets(JdbcClient database) {
        this.database = database;
    }

    /** Writes one in place of all that the account had, and tells when it ends. */
    Instant replace(UUID account, byte[] hash, Duration life) {
        database.sql("delete from password_reset where account_id = :account")
                .param("account", account)
                .update();
        return database.sql("""
                        insert into password_reset (hash, account_id, expires_at)
                        values (:hash, :account, now() + make_interval(secs => :life))
                        returning expires_at""")
                .param("hash", hash)
                .param("account", account)
                .param("life", life.toNanos() / 1e9)
                .query((row, n) -> JdbcAccounts.instant(row, "expires_at"))
                .single();
    }

    /** The account of one that still counts. */
    Optional<UUID> account(byte[] hash) {
        return database.sql("""
                        select account_id
                          from password_reset
                         where hash = :hash and used_at is null and expires_at > now()""").param("hash", hash).query(UUID.class).optional();
    }

    /** Whether it still counted; it does no longer. */
    boolean use(byte[] hash) {
        return database.sql("""
                        update password_reset
                           set used_at = now()
                         where hash = :hash and used_at is null and expires_at > now()""").param("hash", hash).update() == 1;
    }
}
