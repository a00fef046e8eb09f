package io.aiworkflow.maintenance;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Counts security events; it names addresses and accounts only where they failed often. */
@Repository
class JdbcSecurityDigest {
    private static final int SHOWN = 10;

    private final JdbcClient database;

    JdbcSecurityDigest(JdbcClient database) {
        this.database = database;
    }

    List<Map<String, Object>> byKind(Instant from, Instant until) {
        return between("""
                        select type, outcome, count(*) as events
                          from security_events
                         where created_at >= :from and created_at < :until
                         group by type, outcome
                         order by events desc, type, outcome
                         limit 50""", from, until).query().listOfRows();
    }

    /** From where most was refused or failed. */
    List<Map<String, Object>> failingAddresses(Instant from, Instant until) {
        return between("""
                        select address, count(*) as events, count(distinct target) as targets
                          from security_events
                         where created_at >= :from and created_at < :until and outcome <> 'success' and address <> ''
                         group by address
                         order by events desc, address
                         limit %d""".formatted(SHOWN), from, until).query().listOfRows();
    }

    /** What is kept: all events, as nothing but the owner of the table may remove any. */
    Map<String, Object> kept() {
        return database.sql("""
                        select (select count(*) from security_events) as "eventsKept",
                               (select count(*) from blocked_address where expires_at > now()) as "blockedAddresses"
                        """).query().singleRow();
    }

    long failures(Instant from, Instant until) {
        return between("""
                        select count(*)
                          from security_events
                         where created_at >= :from and created_at < :until and outcome <> 'success'""", from, until).query(Long.class).single();
    }

    private StatementSpec between(String sql, Instant from, Instant until) {
        OffsetDateTime first = from.atOffset(ZoneOffset.UTC);
        return database.sql(sql).param("from", first).param("until", until.atOffset(ZoneOffset.UTC));
    }
}
