package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The journal in PostgreSQL. */
@Repository
class JdbcRunJournal implements RunJournal {
    private final JdbcClient database;
    private final RunSignals signals;

    JdbcRunJournal(JdbcClient database, RunSignals signals) {
        this.database = database;
        this.signals = signals;
    }

    @Override
    public List<StepRecord> stepsAfter(UUID runId, long seq) {
        return database.sql("""
                        select step, occurrence, state, error_code, error_message, started_at, finished_at, seq, failures
                          from run_step
                         where run_id = :run and seq > :seq
                         union all
                        select step, occurrence, state, error_code, error_message, started_at, finished_at, seq, failures
                          from run_step_history
                         where run_id = :run and seq > :seq
                         order by seq""")
                .param("run", runId)
                .param("seq", seq)
                .query((row, n) -> new StepRecord(
                        stepKey(row),
                        "succeeded".equals(row.getString("state")),
                        RunRows.error(row, row.getString("step")),
                        RunRows.instant(row, "started_at"),
                        RunRows.instant(row, "finished_at"),
                        row.getLong("seq"),
                        row.getInt("failures")))
                .list();
    }

    @Override
    public Map<StepKey, JsonNode> finishedSteps(UUID runId) {
        Map<StepKey, JsonNode> outputs = new HashMap<>();
        database.sql("select step, occurrence, output from run_step where run_id = :run and state = 'succeeded'")
                .param("run", runId)
                .query(row -> {
                    outputs.put(stepKey(row), RunRows.json(row, "output"));
                });
        return outputs;
    }

    @Override
    public void recordStep(Claim claim, StepKey key, JsonNode output, Duration took) {
        journal(claim, key, "succeeded", StrictJson.write(output), null, took, 0);
    }

    @Override
    public int recordFailedStep(Claim claim, StepKey key, RunError error, Duration took, boolean spent) {
        return journal(claim, key, "failed", null, error, took, spent ? 1 : 0);
    }

    /**
     * The lock on the run makes a claim by somebody else wait, so that a zombie's line can never follow it; and it gives
     * the lines of one run their numbers in the order in which they are committed. An attempt may write a line again when
     * it does not know whether the first time arrived.
     */
    private int journal(
            Claim claim, StepKey key, String state, String output, RunError error, Duration took, int failures) {
        int counted = database.sql("""
                        with held as (
                            select id from run where id = :run and token = :token and state = 'running' for no key update)
                        insert into run_step (run_id, step, occurrence, token, state, output, error_code,
                                              error_message, started_at, finished_at, failures)
                        select held.id, :step, :occurrence, :token, :state, :output::json, :code, :message,
                               ended.at - make_interval(secs => :seconds), ended.at,
                               :failures
                          from held, (select clock_timestamp() as at) ended
                            on conflict (run_id, step, occurrence) do update
                           set token = excluded.token, state = excluded.state, output = excluded.output,
                               error_code = excluded.error_code, error_message = excluded.error_message,
                               started_at = excluded.started_at, finished_at = excluded.finished_at,
                               failures = run_step.failures + excluded.failures, seq = excluded.seq
                         where run_step.state = 'failed' or run_step.token = excluded.token
                        returning failures""")
                .param("run", claim.runId())
                .param("token", claim.token())
                .param("step", key.step())
                .param("occurrence", key.occurrence())
                .param("state", state)
                .param("output", output)
                .param("code", error == null ? null : error.code())
                .param("message", error == null ? null : error.message())
                .param("seconds", took.toNanos() / 1e9)
                .param("failures", failures)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> new StaleClaim(claim));
        signals.journalled(claim.runId());
        return counted;
    }

    private static StepKey stepKey(ResultSet row) throws SQLException {
        return new StepKey(row.getString("step"), row.getString("occurrence"));
    }
}
