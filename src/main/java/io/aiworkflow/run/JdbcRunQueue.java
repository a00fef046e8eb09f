package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
    private final JdbcClient database;
    private final QueueProperties properties;
    private final RunWaits waits;
    private final JdbcCompletions completions;

    JdbcRunQueue(JdbcClient database, QueueProperties properties, RunWaits waits) {
        this.database = database;
        this.properties = properties;
        this.waits = waits;
        this.completions = new JdbcCompletions(database);
    }

    @Override
    public List<Claim> claim(ClaimRequest request) {
        JdbcClient.StatementSpec statement = isLimited(request)
                ? database.sql(ClaimStatement.CLAIM)
                        .param("limited", request.limits().keySet().toArray(String[]::new))
                        .param("limits", request.limits().values().toArray(Integer[]::new))
                        .param("userLimit", properties.userConcurrency())
                : database.sql(ClaimStatement.CLAIM_UNLIMITED);
        return statement
                .param("worker", request.worker())
                .param("workflows", request.workflows().toArray(String[]::new))
                .param("loaded", request.loaded().toArray(String[]::new))
                .param("fairSeconds", properties.fairShare().toMillis() / 1e3)
                .param("format", RunFormat.CURRENT)
                .param("most", request.most())
                .param("leastCrashes", request.leastCrashes())
                .param("mostCrashes", request.mostCrashes())
                .query((row, n) -> claim(row))
                .list();
    }

    private boolean isLimited(ClaimRequest request) {
        return properties.userConcurrency() > 0 || !request.limits().isEmpty();
    }

    @Override
    public Optional<Claim> claimOne(UUID worker, UUID runId, int limit, int mostCrashes) {
        return database.sql(ClaimStatement.CLAIM_ONE)
                .param("worker", worker)
                .param("run", runId)
                .param("most", limit)
                .param("mostCrashes", mostCrashes)
                .param("format", RunFormat.CURRENT)
                .query((row, n) -> claim(row))
                .optional();
    }

    @Override
    public int promoteDue() {
        return database.sql("""
                        with due as (
                            select id
                              from run
                             where state = 'waiting' and due_at <= now()
                             order by due_at
                             limit 1000
                               for update skip locked)
                        update run r
                           set state = 'queued', waits_for = null, revision = r.revision + 1
                          from due
                         where r.id = due.id""").update();
    }

    @Override
    public void bindVersion(Claim claim, String version) {
        requireOne(
                claim,
                database.sql("""
                                update run
                                   set workflow_version = :version, revision = revision + 1
                                 where id = :run and token = :token and state = 'running'""")
                        .param("version", version)
                        .param("run", claim.runId())
                        .param("token", claim.token())
                        .update());
    }

    @Override
    public void restart(Claim claim, String version) {
        requireOne(
                claim,
                database.sql("""
                        with bound as (
                            update run
                               set workflow_version = :version, revision = revision + 1
                             where id = :run and token = :token and state = 'running'
                            returning id),
                        steps as (
                            delete from run_step s using bound b where s.run_id = b.id),
                        payloads as (
                            delete from run_payload p using bound b where p.run_id = b.id),
                        waits as (
                            delete from run_wait w using bound b where w.run_id = b.id),
                        progress as (
                            delete from run_progress p using bound b where p.run_id = b.id)
                        select count(*) from bound""")
                        .param("version", version)
                        .param("run", claim.runId())
                        .param("token", claim.token())
                        .query(Integer.class)
                        .single());
    }

    @Override
    public void succeed(Claim claim, JsonNode result) {
        String text = StrictJson.write(result);
        if (JdbcCompletions.suits(claim, text)) {
            completions.succeed(claim, text);
            return;
        }
        leave(claim, RunState.SUCCEEDED, """
                result = :result::json,
                error_code = null, error_message = null, error_step = null""", Map.of("result", text));
    }

    @Override
    public void fail(Claim claim, RunError error) {
        leave(claim, RunState.FAILED, """
                failures = failures + 1,
                error_code = :code, error_message = :message, error_step = :step""", params(error));
    }

    @Override
    public void cancelled(Claim claim) {
        leave(claim, RunState.CANCELLED, "error_code = null, error_message = null, error_step = null", Map.of());
    }

    @Override
    public RunState retryLater(Claim claim, RunError error, Duration delay, boolean spent) {
        Map<String, Object> params = params(error);
        params.put("spent", spent ? 1 : 0);
        return later(claim, WaitReason.RETRY, delay, "failures = failures + :spent,", params);
    }

    @Override
    public RunState awaitWorkflow(Claim claim, RunError error, Duration next) {
        return later(claim, WaitReason.WORKFLOW, next, "", params(error));
    }

    @Override
    public RunState awaitReview(Claim claim, RunError error) {
        Map<String, Object> params = params(error);
        params.put("reason", WaitReason.REVIEW.wireName());
        return leave(claim, RunState.WAITING, """
                waits_for = :reason, due_at = 'infinity',
                error_code = :code, error_message = :message, error_step = :step""", params);
    }

    private RunState later(Claim claim, WaitReason reason, Duration delay, String more, Map<String, Object> params) {
        params.put("seconds", delay.toNanos() / 1e9);
        params.put("reason", reason.wireName());
        return leave(claim, RunState.WAITING, more + """
                waits_for = :reason, due_at = now() + make_interval(secs => :seconds),
                error_code = :code, error_message = :message, error_step = :step""", params);
    }

    @Override
    public RunState giveBack(Claim claim) {
        return leave(claim, RunState.QUEUED, "due_at = now()", Map.of());
    }

    @Override
    public void suspend(Claim claim, List<PendingWait> pending, RunError why, Optional<Duration> timeLeft) {
        RunState.RUNNING.requireMove(RunState.WAITING);
        requireOne(
                claim,
                database.sql(SuspendStatement.SUSPEND)
                        .param("run", claim.runId())
                        .param("token", claim.token())
                        .param("code", why == null ? null : why.code())
                        .param("message", why == null ? null : why.message())
                        .param("reason", pending.get(0).kind().wireName())
                        .param("waits", PendingWait.toJson(pending))
                        .param(
                                "secondsLeft",
                                timeLeft.map(left -> left.toMillis() / 1e3).orElse(null))
                        .update());
    }

    /**
     * The run goes out of the worker's hands, and with it the slots that it held. What was cancelled meanwhile is not put
     * back.
     *
     * @return the state that it has now
     */
    private RunState leave(Claim claim, RunState next, String assignments, Map<String, ?> params) {
        RunState.RUNNING.requireMove(next);
        String freed =
                claim.limited() ? ", freed as (delete from run_slot using held where run_slot.run_id = held.id)" : "";
        // The update reads the locked row, or the slot would be looked for after the row has changed and stay.
        String reached = database.sql(
                        """
                        with held as (
                            select id, :final or cancel_requested_at is not null as over,
                                   case when not :final and cancel_requested_at is not null then 'cancelled'
                                        else :next end as next
                              from run
                             where id = :run and token = :token and state = 'running'
                               for update)
                        """ + freed + """

                        update run r
                           set state = held.next, finished_at = case when held.over then now() end,
                               worker_id = null, revision = r.revision + 1,
                        """ + assignments + " from held where r.id = held.id returning r.state")
                .params(new HashMap<>(params))
                .param("next", next.wireName())
                .param("final", next.isFinal())
                .param("run", claim.runId())
                .param("token", claim.token())
                .query(String.class)
                .optional()
                .orElseThrow(() -> new StaleClaim(claim));
        RunState state = RunState.ofWireName(reached);
        if (state.isFinal() && claim.parent().isPresent()) {
            waits.wakeParents(claim.runId());
        }
        return state;
    }

    private static void requireOne(Claim claim, int rows) {
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
                input(row),
                new Submitter(row.getString("submitter"), UserRole.ofWireName(row.getString("submitter_role"))),
                Optional.ofNullable(row.getObject("parent_id", UUID.class)),
                row.getInt("depth"),
                row.getInt("failures"),
                row.getInt("crashes"),
                row.getInt("max_attempts"),
                Duration.ofMillis((long) (row.getDouble("age") * 1000)),
                Duration.ofMillis((long) (row.getDouble("waited") * 1000)),
                Optional.ofNullable(row.getString("trace")),
                row.getBoolean("limited"));
    }

    /** An input that cannot be read must not take the other runs of the same claim with it: its own attempt fails. */
    private static JsonNode input(ResultSet row) throws SQLException {
        try {
            return RunRows.json(row, "input");
        } catch (PermanentException e) {
            return MissingNode.getInstance();
        }
    }
}
