package io.aiworkflow.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.MisfireRule;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;

/** Reads schedules and lines of the ledger from rows. */
final class ScheduleRows {
    /** Of a schedule {@code s}; the parameter {@code overdue} is in seconds. */
    static final String COLUMNS = """
            s.id, s.name, s.owner, s.role, s.file, s.workflow, s.input, s.kind, s.spec, s.zone, s.anchor,
            s.misfire, s.overlap, s.paused, s.next_at, s.created_at, s.updated_at,
            coalesce(not s.paused and s.next_at < now() - make_interval(secs => :overdue), false) as overdue""";

    private ScheduleRows() {}

    static Schedule schedule(ResultSet row) throws SQLException {
        return new Schedule(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("owner"),
                UserRole.ofWireName(row.getString("role")),
                row.getString("file"),
                row.getString("workflow"),
                json(row.getString("input")),
                Timetable.of(
                        Timetable.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getString("spec"),
                        row.getString("zone"),
                        instant(row, "anchor")),
                MisfireRule.of(row.getString("misfire")),
                OverlapRule.of(row.getString("overlap")),
                row.getBoolean("paused"),
                instant(row, "next_at"),
                row.getBoolean("overdue"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    static Firing firing(ResultSet row) throws SQLException {
        return new Firing(
                instant(row, "planned_at"),
                instant(row, "decided_at"),
                row.getString("outcome"),
                row.getString("reason"),
                row.getInt("times"),
                instant(row, "until_at"),
                row.getObject("run_id", UUID.class));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** As a parameter of a statement. */
    static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static JsonNode json(String text) {
        try {
            return StrictJson.parseStored(text);
        } catch (JsonProcessingException e) {
            throw new PermanentException(
                    ErrorCode.INTERNAL_ERROR, "the stored input of a schedule cannot be read as JSON", e);
        }
    }
}
