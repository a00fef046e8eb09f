package io.aiworkflow.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads security events as links of their chain, and the events whose hashes are known for sure. */
@Repository
class JdbcSecurityEventChain {
    private final JdbcClient database;

    JdbcSecurityEventChain(JdbcClient database) {
        this.database = database;
    }

    /** The lowest number first. */
    List<ChainAnchor> anchors() {
        return database.sql("""
                        select id, kind <> 'checkpoint' as cut, hash
                          from security_event_anchor
                         order by id, cut""").query(ChainAnchor.class).list();
    }

    /** The lowest number first, up to one number. */
    List<ChainLink> after(long id, long upTo, int limit) {
        return database.sql("""
                        select id, created_at, type, actor, target, address, outcome, details, previous_hash, hash
                          from security_events
                         where id > :id and id <= :upTo
                         order by id
                         limit :limit""")
                .param("id", id)
                .param("upTo", upTo)
                .param("limit", limit)
                .query((row, n) -> link(row))
                .list();
    }

    /** The lowest and the highest number that there is; both 0 when there is no event. */
    Range range() {
        return database.sql("select coalesce(min(id), 0) as first, coalesce(max(id), 0) as last from security_events")
                .query(Range.class)
                .single();
    }

    /** Remembers that everything up to this event was as it was written. */
    void confirm(long id, String hash) {
        database.sql("""
                        insert into security_event_anchor (id, kind, hash)
                        values (:id, 'checkpoint', :hash)
                            on conflict do nothing""").param("id", id).param("hash", hash).update();
    }

    /** Whether the role that this engine logs in as could switch off what protects the events. */
    boolean isOwnedByEngine() {
        return database.sql("""
                        select r.rolsuper or pg_has_role(r.oid, c.relowner, 'member')
                          from pg_class c, pg_roles r
                         where c.oid = 'security_events'::regclass and r.rolname = current_user""").query(Boolean.class).single();
    }

    private static ChainLink link(ResultSet row) throws SQLException {
        // The text of jsonb is the database's own, and the same whenever it is read.
        String content = String.join(
                "\n",
                row.getString("id"),
                microseconds(row.getObject("created_at", OffsetDateTime.class)),
                row.getString("type"),
                row.getString("actor"),
                row.getString("target"),
                row.getString("address"),
                row.getString("outcome"),
                row.getString("details"));
        return new ChainLink(row.getLong("id"), row.getString("previous_hash"), row.getString("hash"), content);
    }

    private static String microseconds(OffsetDateTime time) {
        // The database knows an infinity, which no event has been given.
        return time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN)
                ? "infinity"
                : String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant()));
    }

    record Range(long first, long last) {}
}
