package io.aiworkflow.identity;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Blocked addresses in PostgreSQL. */
@Repository
class JdbcBlockedAddresses {
    private final JdbcClient database;

    JdbcBlockedAddresses(JdbcClient database) {
        this.database = database;
    }

    void block(String range, Duration life, String reason, String by) {
        database.sql("""
                        insert into blocked_address (range, reason, blocked_by, expires_at)
                        values (:range::cidr, :reason, :by, now() + make_interval(secs => :life))
                            on conflict (range) do update
                           set reason = excluded.reason, blocked_by = excluded.blocked_by, created_at = now(),
                               expires_at = excluded.expires_at""")
                .param("range", range)
                .param("reason", reason)
                .param("by", by)
                .param("life", life.toNanos() / 1e9)
                .update();
    }

    /** Whether it was blocked. */
    boolean unblock(String range) {
        return database.sql("delete from blocked_address where range = :range::cidr and expires_at > now()")
                        .param("range", range)
                        .update()
                == 1;
    }

    List<BlockedAddress> list() {
        return database.sql("""
                        select text(range) as range, reason, blocked_by, created_at, expires_at
                          from blocked_address
                         where expires_at > now()
                         order by created_at desc, range""")
                .query((row, n) -> new BlockedAddress(
                        row.getString("range"),
                        row.getString("reason"),
                        row.getString("blocked_by"),
                        JdbcAccounts.instant(row, "created_at"),
                        JdbcAccounts.instant(row, "expires_at")))
                .list();
    }
}
