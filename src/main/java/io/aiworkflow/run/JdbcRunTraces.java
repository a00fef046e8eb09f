package io.aiworkflow.run;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads from PostgreSQL what is told of a run to people who look into it. */
@Repository
public class JdbcRunTraces {
    private final JdbcClient database;

    JdbcRunTraces(JdbcClient database) {
        this.database = database;
    }

    /**
     * The lines of the journal in the order in which the steps ended.
     *
     * @param most of them
     * @param longest how many characters of each output
     */
    public List<StepTrace> steps(UUID run, int most, int longest) {
        return database.sql("""
                        select s.step, s.occurrence, s.token, left(coalesce(s.output, p.output)::text, :longest) as output,
                               s.error_code, s.error_message, s.started_at, s.finished_at, s.failures, s.seq
                          from run_step s
                          left join run_payload p
                            on p.run_id = s.run_id and p.step = s.step and p.occurrence = s.occurrence
                         where s.run_id = :run
                         union all
                        select step, occurrence, token, left(output::text, :longest), error_code, error_message,
                               started_at, finished_at, failures, seq
                          from run_step_history
                         where run_id = :run
                         order by seq
                         limit :most""")
                .param("run", run)
                .param("most", most)
                .param("longest", longest)
                .query((row, n) -> new StepTrace(
                        new StepKey(row.getString("step"), row.getString("occurrence")),
                        row.getLong("token"),
                        row.getString("output"),
                        RunRows.error(row, row.getString("step")),
                        RunRows.instant(row, "started_at"),
                        RunRows.instant(row, "finished_at"),
                        row.getInt("failures")))
                .list();
    }

    /** Steps that are being executed, those that have just begun excepted. */
    public List<StepTrace> runningSteps(UUID run) {
        return database.sql("""
                        select n.step, n.occurrence, n.token, n.started_at, coalesce(s.failures, 0) as failures
                          from running_step n
                          join run r on r.id = n.run_id and r.token = n.token and r.state = 'running'
                          left join run_step s
                            on s.run_id = n.run_id and s.step = n.step and s.occurrence = n.occurrence
                         where n.run_id = :run and s.token is distinct from n.token
                         order by n.started_at, n.step, n.occurrence""")
                .param("run", run)
                .query((row, n) -> new StepTrace(
                        new StepKey(row.getString("step"), row.getString("occurrence")),
                        row.getLong("token"),
                        null,
                        null,
                        RunRows.instant(row, "started_at"),
                        null,
                        row.getInt("failures")))
                .list();
    }

    /**
     * The latest attempts, in their order. The last one of a run that is being executed or has succeeded is in its own row.
     *
     * @param most of them
     */
    public List<AttemptTrace> attempts(UUID run, int most) {
        return database.sql("""
                        select *
                          from (select number, host, ready_at, started_at, ended_at, outcome, error_code
                                  from run_attempt
                                 where run_id = :run
                                union all
                                select token, host, case when isfinite(due_at) then due_at end, claimed_at, finished_at,
                                       state, null
                                  from run
                                 where id = :run and state in ('running', 'succeeded') and claimed_at is not null
                                union all
                                select token, host, ready_at, claimed_at, finished_at, state, null
                                  from run_history
                                 where id = :run and state = 'succeeded' and claimed_at is not null
                                 order by number desc
                                 limit :most) latest
                         order by number""")
                .param("run", run)
                .param("most", most)
                .query((row, n) -> new AttemptTrace(
                        row.getLong("number"),
                        row.getString("host"),
                        RunRows.instant(row, "ready_at"),
                        RunRows.instant(row, "started_at"),
                        RunRows.instant(row, "ended_at"),
                        row.getString("outcome"),
                        row.getString("error_code")))
                .list();
    }

    /** How many attempts have begun, those that were given back too. */
    public long attemptsBegun(UUID run) {
        return database.sql("""
                        select token from run where id = :run
                        union all
                        select token from run_history where id = :run""").param("run", run).query(Long.class).optional().orElse(0L);
    }
}
