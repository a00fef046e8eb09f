package io.aiworkflow.run;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Cancels runs in PostgreSQL. */
@Repository
class JdbcRunCancel {
    private final JdbcClient database;

    JdbcRunCancel(JdbcClient database) {
        this.database = database;
    }

    /**
     * Cancels the run and all sub-runs under it that have not ended: what no worker holds at once, the rest by asking its
     * worker. A run that was cancelled before may still have sub-runs that began meanwhile; one that ended otherwise
     * is left alone.
     *
     * @return what was changed
     */
    List<Cancelled> cancel(CancelRequest request) {
        return database.sql("""
                        with recursive tree as (
                            select id
                              from run
                             where id = :run and state in ('queued', 'running', 'waiting', 'cancelled')
                             union
                            select child.id
                              from run child
                              join tree on child.parent_id = tree.id),
                        open as (
                            select id, state
                              from run
                             where id in (select id from tree) and state in ('queued', 'running', 'waiting')
                             order by id
                               for update)
                        update run r
                           set state = case open.state when 'running' then 'running' else 'cancelled' end,
                               finished_at = case open.state when 'running' then null else now() end,
                               waits_for = null,
                               cancel_requested_at = coalesce(r.cancel_requested_at, now()),
                               cancelled_by = coalesce(
                                   r.cancelled_by, :by, (select cancelled_by from run where id = :run)),
                               cancel_reason = coalesce(
                                   r.cancel_reason, :reason, (select cancel_reason from run where id = :run)),
                               revision = r.revision + 1
                          from open
                         where r.id = open.id
                        returning r.id, r.parent_id, r.workflow, r.state""")
                .param("run", request.run())
                .param("by", request.by())
                .param("reason", request.reason())
                .query((row, n) -> new Cancelled(
                        row.getObject("id", UUID.class),
                        row.getObject("parent_id", UUID.class),
                        row.getString("workflow"),
                        RunState.ofWireName(row.getString("state"))))
                .list();
    }

    /**
     * A run that a cancel has reached.
     *
     * @param state cancelled, or running if its worker has to stop it first
     */
    record Cancelled(UUID id, UUID parent, String workflow, RunState state) {}
}
