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

    public AttemptTrace attempts(UUID run) {
        return database.sql("""
                        select r.token, r.claimed_at, w.host
                          from run r
                          left join worker w on w.id = r.worker_id
                         where r.id = :run
                         union all
                        select token, null, null
                          from run_history
                         where id = :run""")
                .param("run", run)
                .query((row, n) -> new AttemptTrace(
                        row.getLong("token"), RunRows.instant(row, "claimed_at"), row.getString("host")))
                .optional()
                .orElse(new AttemptTrace(0, null, null));
    }
}
