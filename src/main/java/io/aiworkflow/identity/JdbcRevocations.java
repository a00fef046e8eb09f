package io.aiworkflow.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What ends access tokens before their time, read from PostgreSQL in one statement. */
@Repository
class JdbcRevocations {
    private final JdbcClient database;

    JdbcRevocations(JdbcClient database) {
        this.database = database;
    }

    /**
     * What was written since a moment.
     *
     * @param readAt the database's time
     * @param everybody tokens that were not issued after it count for no account
     * @param accounts the same for single accounts
     * @param tokens single tokens, with the time for which they would still count
     */
    record Changes(Instant readAt, Instant everybody, Map<UUID, Instant> accounts, Map<UUID, Duration> tokens) {}

    /**
     * Tokens live for 24 hours at most, so what is older concerns none.
     *
     * @param since of the database's clock; a change may become visible a while after its own time
     */
    Changes since(Instant since) {
        Map<UUID, Instant> accounts = new HashMap<>();
        Map<UUID, Duration> tokens = new HashMap<>();
        Instant[] times = new Instant[2];
        database.sql("""
                        select 'epoch' as kind, null::uuid as id, not_before as at, now() as read_at from token_epoch
                         union all
                        select 'account', id, tokens_not_before, now()
                          from account
                         where tokens_not_before > greatest(:since, now() - interval '25 hours')
                         union all
                        select 'token', id, expires_at, now()
                          from revoked_token
                         where revoked_at > greatest(:since, now() - interval '25 hours') and expires_at > now()""").param("since", since.atOffset(ZoneOffset.UTC)).query(row -> {
            switch (row.getString("kind")) {
                case "epoch" -> {
                    times[0] = JdbcAccounts.instant(row, "read_at");
                    times[1] = JdbcAccounts.instant(row, "at");
                }
                case "account" -> accounts.put(id(row), JdbcAccounts.instant(row, "at"));
                default ->
                    tokens.put(
                            id(row),
                            Duration.between(JdbcAccounts.instant(row, "read_at"), JdbcAccounts.instant(row, "at")));
            }
        });
        return new Changes(times[0], times[1], accounts, tokens);
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject("id", UUID.class);
    }
}
