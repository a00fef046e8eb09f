package io.aiworkflow.run;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Progress in PostgreSQL. */
@Repository
class JdbcRunProgress implements RunProgress {
    private final JdbcClient database;
    private final RunSignals signals;

    JdbcRunProgress(JdbcClient database, RunSignals signals) {
        this.database = database;
        this.signals = signals;
    }

    @Override
    public List<StepProgress> after(UUID run, long seq) {
        return database.sql("""
                        select step, occurrence, percent, message, seq, updated_at
                          from run_progress
                         where run_id = :run and seq > :seq
                         order by seq""")
                .param("run", run)
                .param("seq", seq)
                .query((row, n) -> new StepProgress(
                        new StepKey(row.getString("step"), row.getString("occurrence")),
                        row.getBigDecimal("percent"),
                        row.getString("message"),
                        row.getLong("seq"),
                        RunRows.instant(row, "updated_at")))
                .list();
    }

    /** The lock on the run gives the reports of one run their numbers in the order in which they are committed. */
    @Override
    public void report(Claim claim, StepKey key, BigDecimal percent, String message) {
        int written = database.sql("""
                        with held as (
                            select id from run where id = :run and token = :token and state = 'running' for no key update)
                        insert into run_progress (run_id, step, occurrence, percent, message)
                        select held.id, :step, :occurrence, :percent, :message
                          from held
                            on conflict (run_id, step, occurrence) do update
                           set percent = excluded.percent, message = excluded.message, seq = excluded.seq,
                               updated_at = now()""")
                .param("run", claim.runId())
                .param("token", claim.token())
                .param("step", key.step())
                .param("occurrence", key.occurrence())
                .param("percent", percent)
                .param("message", message)
                .update();
        if (written != 1) {
            throw new StaleClaim(claim);
        }
        signals.progressed(claim.runId());
    }
}
