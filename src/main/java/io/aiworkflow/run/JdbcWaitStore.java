package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UuidV7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Waits in PostgreSQL. Whether one is open is told by its row, its run's row and the database's clock. */
@Repository
class JdbcWaitStore implements WaitStore {
    private static final String SELECT = """
            select w.id, w.run_id, coalesce(r.workflow, h.workflow) as workflow,
                   coalesce(r.submitter, h.submitter) as submitter, w.kind, w.name, w.occurrence,
                   case when w.resolved_at is not null then 'decided'
                        when w.wake_at <= now() then 'timed-out'
                        when r.id is null or r.state in ('succeeded', 'failed', 'cancelled') then 'closed'
                        else 'open' end as state,
                   w.child_id, w.title, %s as subject, w.form, w.approvers, w.on_timeout, w.created_at, w.wake_at,
                   w.outcome, w.decided_by, w.resolved_at
              from run_wait w
              left join run r on r.id = w.run_id
              left join run_history h on h.id = w.run_id
            """;

    private final JdbcClient database;

    JdbcWaitStore(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Map<WaitKey, ResolvedWait> resolved(UUID run) {
        Map<WaitKey, ResolvedWait> resolved = new HashMap<>();
        database.sql("""
                        select kind, name, occurrence, outcome, decided_by, coalesce(resolved_at, wake_at) as ended_at
                          from run_wait
                         where run_id = :run and (resolved_at is not null or wake_at <= now())""").param("run", run).query(row -> {
            resolved.put(
                    new WaitKey(WaitReason.ofWireName(row.getString("kind")), key(row)),
                    new ResolvedWait(
                            RunRows.json(row, "outcome"),
                            row.getString("decided_by"),
                            RunRows.instant(row, "ended_at")));
        });
        return resolved;
    }

    @Override
    public UUID open(Claim claim, StepKey callback) {
        return database.sql("""
                        with held as (
                            select id
                              from run
                             where id = :run and token = :token and state = 'running'
                               for no key update),
                        made as (
                            insert into run_wait (id, run_id, kind, name, occurrence)
                            select :id, held.id, 'callback', :name, :occurrence
                              from held
                                on conflict (run_id, kind, name, occurrence) do nothing
                            returning id)
                        select id
                          from made
                         union all
                        select w.id
                          from held
                          join run_wait w on w.run_id = held.id
                         where w.kind = 'callback' and w.name = :name and w.occurrence = :occurrence""")
                .param("run", claim.runId())
                .param("token", claim.token())
                .param("id", UuidV7.next())
                .param("name", callback.step())
                .param("occurrence", callback.occurrence())
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new StaleClaim(claim));
    }

    @Override
    public Optional<RunWait> find(UUID id) {
        return database.sql(SELECT.formatted("w.subject") + "where w.id = :id")
                .param("id", id)
                .query((row, n) -> wait(row))
                .optional();
    }

    @Override
    public List<RunWait> ofRun(UUID run) {
        return database.sql(SELECT.formatted("null") + "where w.run_id = :run order by w.created_at, w.id")
                .param("run", run)
                .query((row, n) -> wait(row))
                .list();
    }

    @Override
    public List<RunWait> openApprovals(Decider who, Optional<UUID> before, int limit) {
        return database.sql(SELECT.formatted("null") + """
                        where w.kind = 'approval' and w.awaited and w.resolved_at is null
                          and (w.wake_at is null or w.wake_at > now())
                          and r.state not in ('succeeded', 'failed', 'cancelled')
                          and (:before::uuid is null or w.id < :before)
                          and (:everybody or string_to_array(replace(w.approvers, ' ', ''), ',') && :names::text[])
                        order by w.id desc
                        limit :limit""")
                .param("before", before.orElse(null))
                .param("everybody", who.decidesForEverybody())
                .param("names", who.standsFor().toArray(String[]::new))
                .param("limit", limit)
                .query((row, n) -> wait(row))
                .list();
    }

    @Override
    public Optional<UUID> answer(UUID id, WaitReason kind, JsonNode outcome, String by) {
        return database.sql("""
                        update run_wait w
                           set outcome = :outcome::json, decided_by = :by, resolved_at = now()
                          from run r
                         where w.id = :id and w.kind = :kind and w.resolved_at is null
                           and (w.wake_at is null or w.wake_at > now())
                           and r.id = w.run_id and r.state not in ('succeeded', 'failed', 'cancelled')
                        returning w.run_id""")
                .param("id", id)
                .param("kind", kind.wireName())
                .param("outcome", StrictJson.write(outcome))
                .param("by", by)
                .query(UUID.class)
                .optional();
    }

    private static StepKey key(ResultSet row) throws SQLException {
        return new StepKey(row.getString("name"), row.getString("occurrence"));
    }

    private static RunWait wait(ResultSet row) throws SQLException {
        WaitReason kind = WaitReason.ofWireName(row.getString("kind"));
        return new RunWait(
                row.getObject("id", UUID.class),
                row.getObject("run_id", UUID.class),
                row.getString("workflow"),
                row.getString("submitter"),
                kind,
                key(row),
                RunWait.State.ofWireName(row.getString("state")),
                row.getObject("child_id", UUID.class),
                kind == WaitReason.APPROVAL ? request(row) : null,
                RunRows.instant(row, "created_at"),
                RunRows.instant(row, "wake_at"),
                RunRows.json(row, "outcome"),
                row.getString("decided_by"),
                RunRows.instant(row, "resolved_at"));
    }

    private static PendingWait.Request request(ResultSet row) throws SQLException {
        return new PendingWait.Request(
                row.getString("title"),
                RunRows.json(row, "subject"),
                RunRows.json(row, "form"),
                row.getString("approvers"),
                row.getString("on_timeout"));
    }
}
