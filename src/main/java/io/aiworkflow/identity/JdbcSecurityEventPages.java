package io.aiworkflow.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Reads security events page by page, each with a statement of its own, so that no reader holds up the server. */
@Repository
class JdbcSecurityEventPages {
    private static final String COLUMNS =
            "select id, created_at, type, actor, target, address, outcome, details, previous_hash, hash";
    private static final String MATCHES = """

              from security_events
             where (:type::text is null or type = :type)
               and (:actor::text is null or actor = :actor)
               and (:target::text is null or target = :target)
               and (:address::text is null or address = :address)
               and (:outcome::text is null or outcome = :outcome)
               and (:from::timestamptz is null or created_at >= :from)
               and (:to::timestamptz is null or created_at < :to)
            """;
    private static final int LONGEST_NAME = 40;
    private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private final JdbcClient database;

    JdbcSecurityEventPages(JdbcClient database) {
        this.database = database;
    }

    /**
     * The newest first.
     *
     * @param before only events with a lower number
     */
    List<StoredSecurityEvent> newest(SecurityEventFilter filter, Optional<Long> before, int limit) {
        return filtered(COLUMNS + MATCHES + """
                           and (:before::bigint is null or id < :before)
                         order by id desc
                         limit :limit""", filter)
                .param("before", before.orElse(null))
                .param("limit", limit)
                .query((row, n) -> event(row))
                .list();
    }

    /** The oldest first: those with a number above the one and up to the other. */
    List<StoredSecurityEvent> oldest(SecurityEventFilter filter, long after, long upTo, int limit) {
        return filtered(COLUMNS + MATCHES + """
                           and id > :after and id <= :upTo
                         order by id
                         limit :limit""", filter)
                .param("after", after)
                .param("upTo", upTo)
                .param("limit", limit)
                .query((row, n) -> event(row))
                .list();
    }

    /** The number of the newest event; 0 when there is none. */
    long last() {
        return database.sql("select coalesce(max(id), 0) from security_events")
                .query(Long.class)
                .single();
    }

    /** Whatever somebody searches for is a value that the database can compare, even if no event can have it. */
    private StatementSpec filtered(String sql, SecurityEventFilter filter) {
        return database.sql(sql)
                .param("type", text(filter.type(), LONGEST_NAME))
                .param("actor", text(filter.actor(), EventDraft.ACTOR))
                .param("target", text(filter.target(), EventDraft.TARGET))
                .param("address", text(filter.address(), EventDraft.ADDRESS))
                .param("outcome", text(filter.outcome(), LONGEST_NAME))
                .param("from", time(filter.from()))
                .param("to", time(filter.to()));
    }

    private static String text(Optional<String> wanted, int longest) {
        return wanted.map(value -> AuditText.of(value, longest)).orElse(null);
    }

    private static OffsetDateTime time(Optional<Instant> wanted) {
        return wanted.map(time -> time.isBefore(FIRST_TIME) ? FIRST_TIME : time.isAfter(LAST_TIME) ? LAST_TIME : time)
                .map(time -> time.atOffset(ZoneOffset.UTC))
                .orElse(null);
    }

    private static StoredSecurityEvent event(ResultSet row) throws SQLException {
        return new StoredSecurityEvent(
                row.getLong("id"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("type"),
                row.getString("actor"),
                row.getString("target"),
                row.getString("address"),
                row.getString("outcome"),
                json(row.getString("details")),
                row.getString("previous_hash"),
                row.getString("hash"));
    }

    private static JsonNode json(String stored) {
        try {
            return StrictJson.parseStored(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the details of a security event are not JSON", e);
        }
    }
}
