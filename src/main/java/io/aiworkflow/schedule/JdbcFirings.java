package io.aiworkflow.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The ledger of what became of planned times, in PostgreSQL. */
@Repository
class JdbcFirings {
    private static final int BATCH = 1000;

    private final JdbcClient database;

    JdbcFirings(JdbcClient database) {
        this.database = database;
    }

    /** The latest first. */
    List<Firing> page(UUID schedule, Optional<Instant> before, int limit) {
        return database.sql("""
                        select planned_at, decided_at, outcome, reason, times, until_at, run_id
                          from schedule_firing
                         where schedule_id = :schedule
                           and (:before::text is null or planned_at < :before::timestamptz)
                         order by planned_at desc
                         limit :limit""")
                .param("schedule", schedule)
                .param("before", before.map(ScheduleRows::text).orElse(null))
                .param("limit", limit)
                .query((row, n) -> ScheduleRows.firing(row))
                .list();
    }

    /** A firing that somebody asked for; its time is that of the database. */
    void insertByHand(UUID schedule, UUID run, String reason) {
        database.sql("""
                        insert into schedule_firing (schedule_id, planned_at, outcome, reason, run_id)
                        values (:schedule, clock_timestamp(), 'fired', :reason, :run)""")
                .param("schedule", schedule)
                .param("reason", reason)
                .param("run", run)
                .update();
    }

    /** Forgets old lines, a bounded number at a time. */
    boolean removeOld(Duration retention) {
        return database.sql("""
                        delete from schedule_firing
                         where (schedule_id, planned_at) in (
                             select schedule_id, planned_at
                               from schedule_firing
                              where decided_at < now() - make_interval(secs => :age) and outcome <> 'queued'
                              limit :batch)""")
                        .param("age", retention.toMillis() / 1e3)
                        .param("batch", BATCH)
                        .update()
                == BATCH;
    }
}
