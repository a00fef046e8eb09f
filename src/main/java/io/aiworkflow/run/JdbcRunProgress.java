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

    /**
     * The lock on the run gives the reports of one run their numbers in the order in which they are committed. What is
     * outside of steps is done again by an attempt that goes on where an earlier one ended, so the run's own reports begin
     * anew there; those that would go back are dropped.
     */
    @Override
    public void report(Claim claim, StepKey key, BigDecimal percent, String message) {
        Written written = database.sql("""
                        with held as (
                            select id from run where id = :run and token = :token and state = 'running' for no key update),
                        written as (
                            insert into run_progress (run_id, step, occurrence, percent, message)
                            select held.id, :step, :occurrence, :percent, :message
                              from held
                                on conflict (run_id, step, occurrence) do update
                               set percent = excluded.percent, message = excluded.message, seq = excluded.seq,
                                   updated_at = now()
                             where run_progress.step <> '' or run_progress.percent <= excluded.percent
                            returning run_id)
                        select exists (select from held) as held, exists (select from written) as changed""")
                .param("run", claim.runId())
                .param("token", claim.token())
                .param("step", key.step())
                .param("occurrence", key.occurrence())
                .param("percent", percent)
                .param("message", message)
                .query(Written.class)
                .single();
        if (!written.held()) {
            throw new StaleClaim(claim);
        }
        if (written.changed()) {
            signals.progressed(claim.runId());
        }
    }

    /** Whether the claim still held the run, and whether there was something to tell. */
    private record Written(boolean held, boolean changed) {}
}
