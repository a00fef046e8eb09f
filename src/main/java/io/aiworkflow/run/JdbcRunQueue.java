package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The queue in PostgreSQL: rows of the run table, claimed with {@code for update skip locked}. */
@Repository
class JdbcRunQueue implements RunQueue {
    private static final String CLAIM = """
            update run r
               set state = 'running', token = r.token + 1, worker_id = :worker, claimed_at = now(),
                   started_at = coalesce(r.started_at, now())
              from due
             where r.id = due.id
            returning r.id, r.token, r.workflow, r.workflow_version, r.input, r.submitter, r.failures,
                      r.max_attempts, extract(epoch from now() - r.created_at) as age""";

    private final JdbcClient database;

    JdbcRunQueue(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<Claim> claim(UUID worker, Collection<String> workflows, int limit) {
        return database.sql("""
                        with due as (
                            select id
                              from run
                             where state in ('queued', 'waiting') and due_at <= now() and workflow = any(:workflows)
                             order by priority desc, due_at, id
                             limit :limit
                               for update skip locked)
                        """ + CLAIM)
                .param("worker", worker)
                .param("workflows", workflows.toArray(String[]::new))
                .param("limit", limit)
                .query((row, n) -> claim(row))
                .list();
    }

    @Override
    public Optional<Claim> claimOne(UUID worker, UUID runId) {
        return database.sql("""
                        with due as (
                            select id
                              from run
                             where id = :run and state in ('queued', 'waiting') and due_at <= now()
                               for update skip locked)
                        """ + CLAIM)
                .param("worker", worker)
                .param("run", runId)
                .query((row, n) -> claim(row))
                .optional();
    }

    @Override
    public void bindVersion(Claim claim, String version) {
        update(claim, "workflow_version = :version", Map.of("version", version));
    }

    @Override
    public void succeed(Claim claim, JsonNode result) {
        leave(claim, RunState.SUCCEEDED, """
                result = :result::json, finished_at = now(),
                error_code = null, error_message = null, error_step = null""", Map.of("result", StrictJson.write(result)));
    }

    @Override
    public void fail(Claim claim, RunError error) {
        leave(claim, RunState.FAILED, """
                failures = failures + 1, finished_at = now(),
                error_code = :code, error_message = :message, error_step = :step""", params(error));
    }

    @Override
    public void retryLater(Claim claim, RunError error, Duration delay, boolean spent) {
        Map<String, Object> params = params(error);
        params.put("seconds", delay.toNanos() / 1e9);
        params.put("spent", spent ? 1 : 0);
        leave(claim, RunState.WAITING, """
                failures = failures + :spent, due_at = now() + make_interval(secs => :seconds),
                error_code = :code, error_message = :message, error_step = :step""", params);
    }

    @Override
    public void giveBack(Claim claim) {
        leave(claim, RunState.QUEUED, "due_at = now()", Map.of());
    }

    /** The run goes out of the worker's hands. */
    private void leave(Claim claim, RunState next, String assignments, Map<String, ?> params) {
        if (!RunState.RUNNING.mayMoveTo(next)) {
            throw new IllegalStateException("a running run may not become " + next.wireName());
        }
        Map<String, Object> all = new HashMap<>(params);
        all.put("next", next.wireName());
        update(claim, "state = :next, worker_id = null, " + assignments, all);
    }

    private void update(Claim claim, String assignments, Map<String, ?> params) {
        int rows = database.sql(
                        "update run set " + assignments + " where id = :run and token = :token and state = 'running'")
                .params(params)
                .param("run", claim.runId())
                .param("token", claim.token())
                .update();
        if (rows != 1) {
            throw new StaleClaim(claim);
        }
    }

    private static Map<String, Object> params(RunError error) {
        Map<String, Object> params = new HashMap<>();
        params.put("code", error.code());
        params.put("message", error.message());
        params.put("step", error.step());
        return params;
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                row.getObject("id", UUID.class),
                row.getLong("token"),
                row.getString("workflow"),
                row.getString("workflow_version"),
                RunRows.json(row, "input"),
                row.getString("submitter"),
                row.getInt("failures"),
                row.getInt("max_attempts"),
                Duration.ofMillis((long) (row.getDouble("age") * 1000)));
    }
}
