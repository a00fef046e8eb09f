package io.aiworkflow.schedule;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How many schedules there are, and which are overdue. */
@Repository
class JdbcScheduleCounts {
    private final JdbcClient database;
    private final double overdueSeconds;

    JdbcScheduleCounts(JdbcClient database, SchedulesProperties properties) {
        this.database = database;
        this.overdueSeconds = properties.overdueAfter().toMillis() / 1e3;
    }

    /** A schedule without any further planned time is neither active nor paused. */
    Counts now() {
        return database.sql("""
                        select count(*) filter (where not paused and next_at is not null) as active,
                               count(*) filter (where paused) as paused,
                               coalesce(array_agg(name order by next_at) filter (
                                   where not paused and next_at < now() - make_interval(secs => :overdue)),
                                   '{}') as overdue
                          from schedule""")
                .param("overdue", overdueSeconds)
                .query((row, n) -> new Counts(row.getInt("active"), row.getInt("paused"), List.of((String[])
                        row.getArray("overdue").getArray())))
                .single();
    }

    /** @param overdue their names, the oldest first */
    record Counts(int active, int paused, List<String> overdue) {}
}
