package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.workflow.EffectMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Effects in PostgreSQL. Each method is one statement. */
@Repository
class JdbcEffects implements Effects {
    private static final String HELD = """
            with held as (
                select id from run where id = :run and token = :token and state = 'running' for no key update)
            """;

    /** The run's row is locked first, so that a cancel and a decision cannot both succeed. */
    private static final String IN_REVIEW = """
            with held as (
                select r.id, r.token, e.id as effect, e.step, e.occurrence
                  from effect e
                  join run r on r.id = e.run_id
                 where e.id = :effect and e.state = 'needs-review' and r.state = 'waiting' and r.waits_for = 'review'
                   for update of r),
            decided as (
                update effect e
                   set state = :state, decided_by = :by, updated_at = now()
                  from held
                 where e.id = held.effect and e.state = 'needs-review'
                returning e.id)
            """;

    private static final String GO_ON = """
            update run r
               set state = 'queued', waits_for = null, due_at = now(), revision = r.revision + 1,
                   error_code = null, error_message = null, error_step = null
              from held, decided
             where r.id = held.id and r.state = 'waiting'""";

    private static final String EFFECT = """
            select e.id, e.run_id, e.step, e.occurrence, e.mode, e.effect_key, e.state, e.tries, e.message,
                   e.decided_by, e.created_at, e.updated_at, coalesce(r.workflow, h.workflow) as workflow
              from effect e
              left join run r on r.id = e.run_id
              left join run_history h on h.id = e.run_id and r.id is null
            """;

    private final JdbcClient database;

    JdbcEffects(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Map<StepKey, EffectState> states(UUID run) {
        Map<StepKey, EffectState> states = new HashMap<>();
        database.sql("select step, occurrence, state from effect where run_id = :run")
                .param("run", run)
                .query(row -> {
                    states.put(step(row), EffectState.ofWireName(row.getString("state")));
                });
        return states;
    }

    @Override
    public void intend(Claim claim, StepKey step, EffectMode mode, String key) {
        requireOne(
                claim,
                of(claim, step, HELD + """
                        insert into effect (id, run_id, step, occurrence, mode, effect_key, state, token)
                        select :id, held.id, :step, :occurrence, :mode, :key, 'intended', :token
                          from held
                            on conflict (run_id, step, occurrence) do update
                           set state = 'intended', mode = excluded.mode, token = excluded.token,
                               tries = effect.tries + 1, message = null, updated_at = now()""")
                        .param("id", UuidV7.next())
                        .param("mode", mode.wireName())
                        .param("key", key)
                        .update());
    }

    @Override
    public void settle(Claim claim, StepKey step, EffectState state) {
        requireOne(
                claim,
                of(claim, step, HELD + """
                        update effect e
                           set state = :state, updated_at = now()
                          from held
                         where e.run_id = held.id and e.step = :step and e.occurrence = :occurrence
                           and e.token <= :token""").param("state", state.wireName()).update());
    }

    @Override
    public UUID needReview(Claim claim, StepKey step, String why) {
        return of(claim, step, HELD + """
                        update effect e
                           set state = 'needs-review', message = :why, token = :token, updated_at = now()
                          from held
                         where e.run_id = held.id and e.step = :step and e.occurrence = :occurrence
                        returning e.id""")
                .param("why", why)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new StaleClaim(claim));
    }

    @Override
    public Optional<Effect> find(UUID id) {
        return database.sql(EFFECT + " where e.id = :id")
                .param("id", id)
                .query((row, n) -> effect(row))
                .optional();
    }

    @Override
    public List<Effect> list(Optional<EffectState> state, Optional<UUID> before, int limit) {
        return database.sql(EFFECT + """
                         where (:state::text is null or e.state = :state)
                           and (:before::uuid is null or e.id < :before)
                         order by e.id desc
                         limit :limit""")
                .param("state", state.map(EffectState::wireName).orElse(null))
                .param("before", before.orElse(null))
                .param("limit", limit)
                .query((row, n) -> effect(row))
                .list();
    }

    @Override
    public boolean resolveDone(UUID id, JsonNode body, String by) {
        return resolve(IN_REVIEW + """
                        , finished as (
                            insert into run_step (run_id, step, occurrence, token, state, output, started_at,
                                                  finished_at)
                            select held.id, held.step, held.occurrence, held.token, 'succeeded', :output::json,
                                   clock_timestamp(), clock_timestamp()
                              from held, decided
                                on conflict (run_id, step, occurrence) do update
                               set token = excluded.token, state = excluded.state, output = excluded.output,
                                   error_code = null, error_message = null, started_at = excluded.started_at,
                                   finished_at = excluded.finished_at, seq = excluded.seq
                             where run_step.state = 'failed')
                        """ + GO_ON, id, EffectState.DONE, by)
                                .param("output", StepResult.ofBody(body))
                                .update()
                        > 0
                || recordDecision(id, EffectState.DONE, by);
    }

    @Override
    public boolean resolveNotDone(UUID id, String by) {
        return resolve(IN_REVIEW + GO_ON, id, EffectState.NOT_DONE, by).update() > 0
                || recordDecision(id, EffectState.NOT_DONE, by);
    }

    /** The run has gone to the history before anybody decided: there is nothing that could go on. */
    private boolean recordDecision(UUID id, EffectState state, String by) {
        return resolve("""
                        update effect e
                           set state = :state, decided_by = :by, updated_at = now()
                         where e.id = :effect and e.state = 'needs-review'
                           and not exists (select 1 from run r where r.id = e.run_id)""", id, state, by).update() > 0;
    }

    private JdbcClient.StatementSpec resolve(String statement, UUID id, EffectState state, String by) {
        return database.sql(statement)
                .param("effect", id)
                .param("state", state.wireName())
                .param("by", by);
    }

    private JdbcClient.StatementSpec of(Claim claim, StepKey step, String statement) {
        return database.sql(statement)
                .param("run", claim.runId())
                .param("token", claim.token())
                .param("step", step.step())
                .param("occurrence", step.occurrence());
    }

    private static void requireOne(Claim claim, int rows) {
        if (rows != 1) {
            throw new StaleClaim(claim);
        }
    }

    private static StepKey step(ResultSet row) throws SQLException {
        return new StepKey(row.getString("step"), row.getString("occurrence"));
    }

    private static Effect effect(ResultSet row) throws SQLException {
        return new Effect(
                row.getObject("id", UUID.class),
                row.getObject("run_id", UUID.class),
                row.getString("workflow"),
                step(row),
                EffectMode.ofWireName(row.getString("mode")),
                row.getString("effect_key"),
                EffectState.ofWireName(row.getString("state")),
                row.getInt("tries"),
                row.getString("message"),
                row.getString("decided_by"),
                RunRows.instant(row, "created_at"),
                RunRows.instant(row, "updated_at"));
    }
}
