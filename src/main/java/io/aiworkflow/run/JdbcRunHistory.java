package io.aiworkflow.run;

import io.aiworkflow.platform.Batches;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Moves finished runs out of the hot tables and drops the history's partitions when their time is over. */
@Repository
class JdbcRunHistory {
    static final int BATCH = 500;

    private static final String RUNS = "run_history";
    private static final String STEPS = "run_step_history";

    /** Follows on the runs that are done. */
    private static final String MOVE = """
            progress as (
                delete from run_progress p using done where p.run_id = done.id),
            payloads as (
                delete from run_payload p using done where p.run_id = done.id
                returning p.run_id, p.step, p.occurrence, p.output),
            steps as (
                delete from run_step s using done where s.run_id = done.id
                returning s.*),
            kept_steps as (
                insert into run_step_history (run_id, step, occurrence, token, state, output, error_code,
                                              error_message, started_at, finished_at, seq, failures)
                select s.run_id, s.step, s.occurrence, s.token, s.state, coalesce(s.output, p.output),
                       s.error_code, s.error_message, s.started_at, s.finished_at, s.seq, s.failures
                  from steps s
                  left join payloads p on p.run_id = s.run_id and p.step = s.step
                                      and p.occurrence = s.occurrence),
            unknown_effects as (
                update effect e
                   set state = 'needs-review', updated_at = now(),
                       message = 'the run ended before it was known whether this was done'
                  from done
                 where e.run_id = done.id and e.state = 'intended' and e.mode = 'review'),
            runs as (
                delete from run r using done where r.id = done.id
                returning r.*),
            moved as (
                insert into run_history (id, workflow, workflow_version, state, input, result, error_code,
                                         error_message, error_step, submitter, idempotency_key, request_hash,
                                         parent_id, priority, failures, crashes, max_attempts, token, revision,
                                         cancelled_by, cancel_reason, replays, created_at, started_at,
                                         finished_at, host, ready_at, claimed_at)
                select id, workflow, workflow_version, state, input, result, error_code, error_message,
                       error_step, submitter, idempotency_key, request_hash, parent_id, priority, failures,
                       crashes, max_attempts, token, revision, cancelled_by, cancel_reason, replays, created_at,
                       started_at, finished_at, host, case when isfinite(due_at) then due_at end, claimed_at
                  from runs
                returning tableoid::regclass::text as partition, state),
            tally as (
                insert into run_history_tally (partition, state, runs)
                select partition, state, count(*) from moved group by 1, 2 order by 1, 2
                    on conflict (partition, state) do update set runs = run_history_tally.runs + excluded.runs)
            select count(*) from moved""";

    private final JdbcClient database;

    JdbcRunHistory(JdbcClient database) {
        this.database = database;
    }

    /**
     * Moves runs that have ended, with their journal.
     *
     * @return how many were moved
     */
    int move(HistoryProperties settings) {
        return database.sql("""
                        with done as (
                            select id
                              from run
                             where (state in ('succeeded', 'cancelled')
                                    and finished_at < now() - make_interval(secs => :after))
                                or (state = 'failed' and finished_at < now() - make_interval(secs => :dead))
                             order by finished_at
                             limit :batch
                               for update skip locked),
                        """ + MOVE)
                .param("after", seconds(settings.moveAfter()))
                .param("dead", seconds(settings.deadLetterRetention()))
                .param("batch", settings.batch())
                .query(Integer.class)
                .single();
    }

    /** Moves a failed run at once, if it is still there. */
    void discard(UUID run) {
        database.sql("with done as (select id from run where id = :run and state = 'failed' for update), " + MOVE)
                .param("run", run)
                .query(Integer.class)
                .single();
    }

    /** Makes the partitions of the week and the next one, unless they are there. */
    void createPartitions(Instant now) {
        HistoryWeek week = HistoryWeek.of(now);
        for (HistoryWeek each : List.of(week, week.next())) {
            for (String table : List.of(RUNS, STEPS)) {
                database.sql("create table if not exists %s partition of %s for values from ('%s') to ('%s')"
                                .formatted(each.partitionOf(table), table, each.from(), each.to()))
                        .update();
            }
        }
    }

    /**
     * Drops the weeks of which every run ended longer than the retention ago, with everything that belongs to their
     * runs. A sub-run that an unfinished parent may still ask for keeps its week.
     *
     * @return the dropped partitions
     */
    List<String> dropOld(Instant now, Duration retention) {
        List<String> dropped = partitions().stream()
                .filter(table -> isOver(table, now, retention))
                .toList();
        dropped.forEach(this::drop);
        return dropped;
    }

    /**
     * Removes runs that fit into no week, such as one that was accepted before its week was dropped and ended after that,
     * when their retention is over.
     *
     * @return how many of a batch of at most {@link #BATCH} went
     */
    int forgetRest(Duration retention) {
        return database.sql("""
                        with old as (
                            delete from run_history_rest
                             where id in (select h.id
                                            from run_history_rest h
                                           where h.finished_at < now() - make_interval(secs => :retention)
                                             and not exists (select 1 from run r where r.id = h.parent_id)
                                           limit :batch
                                             for update of h skip locked)
                            returning id, state),
                        tally as (
                            update run_history_tally t
                               set runs = t.runs - o.runs
                              from (select state, count(*) as runs from old group by state) o
                             where t.partition = 'run_history_rest' and t.state = o.state),
                        steps as (
                            delete from run_step_history s using old where s.run_id = old.id),
                        waits as (
                            delete from run_wait w using old where w.run_id = old.id),
                        attempts as (
                            delete from run_attempt a using old where a.run_id = old.id),
                        effects as (
                            delete from effect e using old where e.run_id = old.id),
                        replays as (
                            delete from dead_letter_replay l using old where l.run_id = old.id),
                        keys as (
                            delete from run_key k using old where k.run_id = old.id)
                        select count(*) from old""")
                .param("retention", seconds(retention))
                .param("batch", BATCH)
                .query(Integer.class)
                .single();
    }

    private List<String> partitions() {
        return database.sql("""
                        select c.relname
                          from pg_inherits i
                          join pg_class c on c.oid = i.inhrelid
                         where i.inhparent = 'run_history'::regclass
                         order by c.relname""").query(String.class).list();
    }

    private boolean isOver(String table, Instant now, Duration retention) {
        Optional<HistoryWeek> week = HistoryWeek.ofPartition(table);
        if (week.isEmpty()
                || week.get()
                                .to()
                                .compareTo(HistoryWeek.of(now.minus(retention)).from())
                        > 0) {
            return false;
        }
        return database.sql("""
                        select not exists (select 1
                                             from %1$s h
                                            where h.finished_at > now() - make_interval(secs => :retention)
                                               or exists (select 1 from run r where r.id = h.parent_id))""".formatted(table))
                .param("retention", seconds(retention))
                .query(Boolean.class)
                .single();
    }

    /** The week itself goes last, so that what is left after an interruption is found again. */
    private void drop(String table) {
        HistoryWeek week = HistoryWeek.ofPartition(table).orElseThrow();
        for (String other : List.of("run_wait", "run_attempt", "effect", "run_key", "dead_letter_replay")) {
            Batches.repeat(1, Integer.MAX_VALUE, () -> deleteOf(week, other));
        }
        database.sql("delete from run_history_tally where partition = :table")
                .param("table", table)
                .update();
        database.sql("drop table if exists " + week.partitionOf(STEPS)).update();
        database.sql("drop table if exists " + table).update();
    }

    private int deleteOf(HistoryWeek week, String table) {
        return database.sql("""
                        delete from %1$s
                         where ctid = any (array(select o.ctid
                                                   from %1$s o
                                                  where o.run_id >= :from and o.run_id < :to
                                                    and not exists (select 1 from run r where r.id = o.run_id)
                                                  limit :batch))""".formatted(table))
                .param("from", week.from())
                .param("to", week.to())
                .param("batch", BATCH)
                .update();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
