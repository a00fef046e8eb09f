package io.aiworkflow.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schedules that this process cannot read, though others may: in a time zone that its JDK does not know, or with a rule
 * of a newer version. They are left out, and told of once for as long as they stay as they are.
 */
final class UnreadableSchedules {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableSchedules.class);

    private final Map<UUID, Instant> updates = new ConcurrentHashMap<>();

    /** What the reader makes of the row of a schedule, if it can be read. */
    <T> Optional<T> read(ResultSet row, RowReader<T> reader) throws SQLException {
        try {
            return Optional.of(reader.read(row));
        } catch (RuntimeException e) {
            Instant updated = ScheduleRows.instant(row, "updated_at");
            if (!updated.equals(updates.put(row.getObject("id", UUID.class), updated))) {
                LOG.error("The schedule {} is left out: this process cannot read it", row.getString("name"), e);
            }
            return Optional.empty();
        }
    }

    /** Which they are, each with the time of its last change. */
    Map<UUID, Instant> updates() {
        return Map.copyOf(updates);
    }

    /** Reads one row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
