package io.aiworkflow.chaos.rig;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes schedules that are due in one second, and reads past the engine what became of them. */
public final class ScheduleLedger {
    private final JdbcClient database;

    public ScheduleLedger(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /**
     * Schedules of the admin.
     *
     * @param name with which the names of all of them begin
     * @return the full second in which they are due
     */
    public Instant plan(String name, int count, String workflow, String input, Duration ahead) {
        return database.sql("""
                        with planned as (
                            select date_trunc('second', now() + make_interval(secs => :seconds)) as at),
                        made as (
                            insert into schedule (id, name, source, owner, role, workflow, input, kind, spec, anchor, misfire,
                                                  overlap, next_at)
                            select gen_random_uuid(), :name || '-' || n, 'api', 'admin', 'admin', :workflow, :input::json,
                                   'every', 'P1D', p.at, 'once', 'allow', p.at
                              from planned p, generate_series(1, :count) n)
                        select at from planned""")
                .param("seconds", ahead.toMillis() / 1e3)
                .param("name", name)
                .param("workflow", workflow)
                .param("input", input)
                .param("count", count)
                .query((row, n) -> row.getTimestamp("at").toInstant())
                .single();
    }

    /** How many planned times the ledger has a line with a run for. */
    public int fired(String name) {
        return database.sql("""
                        select count(*)
                          from schedule_firing f
                          join schedule s on s.id = f.schedule_id
                         where s.name like :name || '-%' and f.outcome in ('fired', 'late', 'caught_up')
                           and f.run_id is not null and f.times = 1""").param("name", name).query(Integer.class).single();
    }

    /** When the last of them was fired. */
    public Instant lastFired(String name) {
        return database.sql("""
                        select max(f.decided_at) as last
                          from schedule_firing f
                          join schedule s on s.id = f.schedule_id
                         where s.name like :name || '-%'""")
                .param("name", name)
                .query((row, n) -> row.getTimestamp("last").toInstant())
                .single();
    }

    /** All lines, with or without a run. */
    public int lines() {
        return database.sql("select count(*) from schedule_firing")
                .query(Integer.class)
                .single();
    }

    public List<UUID> runs() {
        return database.sql("select run_id from schedule_firing where run_id is not null")
                .query(UUID.class)
                .list();
    }
}
