package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
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
    public Map<StepKey, Optional<JsonNode>> finishedSteps(UUID runId) {
        Map<StepKey, Optional<JsonNode>> outputs = new HashMap<>();
        database.sql("select step, occurrence, output from run_step where run_id = :run and state = 'succeeded'")
                .param("run", runId)
                .query(row -> {
                    outputs.put(stepKey(row), Optional.ofNullable(RunRows.json(row, "output")));
                });
        return outputs;
    }

    @Override
    public JsonNode outputKeptApart(UUID runId, StepKey key) {
        return database.sql("""
                        select output
                          from run_payload
                         where run_id = :run and step = :step and occurrence = :occurrence""")
                .param("run", runId)
                .param("step", key.step())
                .param("occurrence", key.occurrence())
                .query((row, n) -> RunRows.json(row, "output"))
                .single();
    }

    @Override
    public void recordStep(Claim claim, StepKey key, StepResult result) {
        if (!claim.isResumed() && !result.apart() && !result.effect() && recordFirst(claim, key, result)) {
            return;
        }
        written(
                claim,
                record(claim, key, JournalStatement.succeeded(result.apart(), result.effect()), result.took())
                        .param("output", result.output()));
    }

    /** Costs less than the statement for all cases; false when there is a line already, which only that one can judge. */
    private boolean recordFirst(Claim claim, StepKey key, StepResult result) {
        int lines;
        try {
            lines = database.sql(JournalStatement.FIRST)
                    .params(
                            claim.runId(),
                            claim.token(),
                            key.step(),
                            key.occurrence(),
                            claim.token(),
                            result.output(),
                            seconds(result.took()))
                    .update();
        } catch (DuplicateKeyException e) {
            return false;
        }
        if (lines == 0) {
            throw new StaleClaim(claim);
        }
        signals.journalled(claim.runId());
        return true;
    }

    @Override
    public int recordFailedStep(Claim claim, StepKey key, StepFailure failure) {
        return written(
                claim,
                record(claim, key, JournalStatement.failed(failure.effectNotMade()), failure.took())
                        .param("code", failure.error().code())
                        .param("message", failure.error().message())
                        .param("failures", failure.spent() ? 1 : 0)
                        .param("failure", failure.id()));
    }

    private int written(Claim claim, JdbcClient.StatementSpec statement) {
        int failures = statement.query(Integer.class).optional().orElseThrow(() -> new StaleClaim(claim));
        signals.journalled(claim.runId());
        return failures;
    }

    private JdbcClient.StatementSpec record(Claim claim, StepKey key, String statement, Duration took) {
        return database.sql(statement)
                .param("run", claim.runId())
                .param("token", claim.token())
                .param("step", key.step())
                .param("occurrence", key.occurrence())
                .param("seconds", seconds(took));
    }

    private static double seconds(Duration took) {
        return took.toNanos() / 1e9;
    }

    private static StepKey stepKey(ResultSet row) throws SQLException {
        return new StepKey(row.getString("step"), row.getString("occurrence"));
    }
}
