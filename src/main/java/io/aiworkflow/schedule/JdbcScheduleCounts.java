package io.aiworkflow.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How many schedules there are, and which of them are in trouble. */
@Repository
class JdbcScheduleCounts {
    private final JdbcClient database;
    private final double overdueSeconds;

    JdbcScheduleCounts(JdbcClient database, SchedulesProperties properties) {
        this.database = database;
        this.overdueSeconds = properties.overdueAfter().toMillis() / 1e3;
    }

    /**
     * A schedule without any further planned time is neither active nor paused. One that was refused stays so until it
     * starts a run, or is changed; without a further time it is told of for a day.
     */
    Counts now() {
        return database.sql("""
                        select count(*) filter (where not paused and next_at is not null) as active,
                               count(*) filter (where paused) as paused,
                               coalesce(array_agg(name order by next_at) filter (
                                   where not paused and next_at < now() - make_interval(secs => :overdue)),
                                   '{}') as overdue,
                               (select coalesce(array_agg(s.name order by s.name), '{}')
                                  from (select distinct schedule_id
                                          from schedule_firing
                                         where outcome = 'refused') ever
                                  join schedule s on s.id = ever.schedule_id
                                 cross join lateral (
                                       select outcome, decided_at
                                         from schedule_firing f
                                        where f.schedule_id = s.id
                                        order by planned_at desc
                                        limit 1) last
                                 where not s.paused and last.outcome = 'refused' and last.decided_at > s.updated_at
                                   and (s.next_at is not null or last.decided_at > now() - interval '1 day'))
                                   as refused
                          from schedule""")
                .param("overdue", overdueSeconds)
                .query((row, n) -> new Counts(
                        row.getInt("active"), row.getInt("paused"), names(row, "overdue"), names(row, "refused")))
                .single();
    }

    private static List<String> names(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /**
     * What there is.
     *
     * @param overdue the names of those whose planned time has passed, the oldest first
     * @param refused the names of those whose last firing could not start a run
     */
    record Counts(int active, int paused, List<String> overdue, List<String> refused) {}
}
