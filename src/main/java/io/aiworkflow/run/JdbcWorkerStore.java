package io.aiworkflow.run;

import io.aiworkflow.failure.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Workers and their leases in PostgreSQL, by the database's clock alone. */
@Repository
class JdbcWorkerStore implements WorkerStore {
    private static final int PAGE = 500;

    private final JdbcClient database;

    JdbcWorkerStore(JdbcClient database) {
        this.database = database;
    }

    @Override
    public void renew(WorkerReport report, Duration lease) {
        database.sql("""
                        insert into worker (id, host, format, executes, slots, held, stuck, stale_writes, draining,
                                            lease_until)
                        values (:worker, :host, :format, :executes, :slots, :held, :stuck, :stale, :draining,
                                now() + make_interval(secs => :seconds))
                            on conflict (id) do update
                           set renewed_at = now(), lease_until = excluded.lease_until, executes = excluded.executes,
                               held = excluded.held, stuck = excluded.stuck, stale_writes = excluded.stale_writes,
                               draining = excluded.draining""")
                .param("worker", report.worker())
                .param("host", report.host())
                .param("format", RunFormat.CURRENT)
                .param("executes", report.executes().toArray(String[]::new))
                .param("slots", report.slots())
                .param("held", report.held())
                .param("stuck", report.stuck())
                .param("stale", report.staleWrites())
                .param("draining", report.draining())
                .param("seconds", lease.toNanos() / 1e9)
                .update();
    }

    @Override
    public void remove(UUID worker) {
        database.sql("delete from worker where id = :worker")
                .param("worker", worker)
                .update();
    }

    /** A claim is in hand well before ten seconds have passed. */
    @Override
    public int requeueLost(UUID worker, UUID[] held) {
        return database.sql("""
                        with lost as (
                            select id
                              from run
                             where worker_id = :worker and state = 'running'
                               and claimed_at < now() - interval '10 seconds' and id <> all(:held)
                               for update skip locked),
                        freed as (
                            delete from run_slot using lost where run_slot.run_id = lost.id)
                        update run r
                           set state = case when r.cancel_requested_at is null then 'queued' else 'cancelled' end,
                               finished_at = case when r.cancel_requested_at is not null then now() end,
                               worker_id = null, due_at = now(), revision = r.revision + 1
                          from lost
                         where r.id = lost.id""").param("worker", worker).param("held", held).update();
    }

    @Override
    public List<FreedRun> requeueOrphans(int maxCrashes) {
        List<FreedRun> freed = new ArrayList<>();
        UUID last = new UUID(0, 0);
        List<FreedRun> page;
        do {
            page = requeueOrphans(maxCrashes, last);
            freed.addAll(page);
            last = page.stream().map(FreedRun::id).max(JdbcWorkerStore::byBytes).orElse(last);
        } while (page.size() == PAGE);
        return freed;
    }

    /** The wait before the next attempt grows with each crash, so that a run that kills its worker does so slowly. */
    private List<FreedRun> requeueOrphans(int maxCrashes, UUID after) {
        return database.sql("""
                        with orphan as (
                            select r.id
                              from run r
                              left join worker w on w.id = r.worker_id
                             where r.state = 'running' and r.id > :after and (w.id is null or w.lease_until < now())
                             order by r.id
                             limit :page
                               for update of r skip locked),
                        freed as (
                            delete from run_slot using orphan where run_slot.run_id = orphan.id)
                        update run r
                           set state = case when r.cancel_requested_at is not null then 'cancelled'
                                            when r.crashes + 1 >= :max then 'failed'
                                            when r.crashes = 0 then 'queued'
                                            else 'waiting' end,
                               waits_for = case when r.cancel_requested_at is null and r.crashes + 1 < :max
                                                     and r.crashes > 0 then 'retry' end,
                               crashes = r.crashes + 1,
                               worker_id = null,
                               revision = r.revision + 1,
                               due_at = now() + make_interval(secs => random() * least(60, power(4, r.crashes))),
                               finished_at = case when r.crashes + 1 >= :max or r.cancel_requested_at is not null
                                                  then now() end,
                               error_code = :code,
                               error_message = 'the worker that held the run died (' || r.crashes + 1 || ' of ' || :max
                                               || ' crashes allowed)',
                               error_step = null
                          from orphan
                         where r.id = orphan.id
                        returning r.id, r.workflow, r.state""")
                .param("after", after)
                .param("page", PAGE)
                .param("max", maxCrashes)
                .param("code", ErrorCode.RUN_CRASHED.name())
                .query((row, n) -> new FreedRun(
                        row.getObject("id", UUID.class),
                        row.getString("workflow"),
                        RunState.ofWireName(row.getString("state"))))
                .list();
    }

    @Override
    public void sweep() {
        database.sql("delete from worker where lease_until < now() - interval '1 hour'")
                .update();
        database.sql("""
                        delete from run_slot s
                         where not exists (select 1 from run r where r.id = s.run_id and r.state = 'running')""").update();
        database.sql("""
                        delete from running_step s
                         where not exists (select 1
                                             from run r
                                            where r.id = s.run_id and r.token = s.token and r.state = 'running')""").update();
    }

    @Override
    public List<UUID> cancelRequested(UUID worker) {
        return database.sql("""
                        select id
                          from run
                         where worker_id = :worker and state = 'running' and cancel_requested_at is not null""").param("worker", worker).query(UUID.class).list();
    }

    @Override
    public void flagStuck(Claim claim) {
        database.sql("""
                        update run
                           set stuck_at = now(), revision = revision + 1
                         where id = :run and token = :token and state = 'running' and stuck_at is null""")
                .param("run", claim.runId())
                .param("token", claim.token())
                .update();
    }

    @Override
    public SuspectDuty suspectDuty(UUID worker, Set<String> workflows, int crashes) {
        return database.sql("""
                        select case when not exists (select 1
                                                       from run
                                                      where state = 'queued' and crashes > 0 and crashes >= :crashes
                                                        and workflow = any(:workflows)) then 'NONE'
                                    when :worker = (select id
                                                      from worker
                                                     where lease_until > now() and not draining
                                                     order by id
                                                     limit 1) then 'NOW'
                                    else 'WHEN_IDLE' end""")
                .param("worker", worker)
                .param("workflows", workflows.toArray(String[]::new))
                .param("crashes", crashes)
                .query(SuspectDuty.class)
                .single();
    }

    @Override
    public List<WorkerStatus> list() {
        return database.sql("""
                        select id, host, slots, held, stuck, stale_writes, draining, started_at, renewed_at,
                               lease_until > now() as alive
                          from worker
                         order by started_at, id""")
                .query((row, n) -> new WorkerStatus(
                        new WorkerReport(
                                row.getObject("id", UUID.class),
                                row.getString("host"),
                                Set.of(),
                                row.getInt("slots"),
                                row.getInt("held"),
                                row.getInt("stuck"),
                                row.getLong("stale_writes"),
                                row.getBoolean("draining")),
                        RunRows.instant(row, "started_at"),
                        RunRows.instant(row, "renewed_at"),
                        row.getBoolean("alive")))
                .list();
    }

    /** As PostgreSQL orders them; Java compares the halves as signed numbers. */
    private static int byBytes(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
