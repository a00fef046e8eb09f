package io.aiworkflow.run;

import io.aiworkflow.failure.ErrorCode;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Workers and their leases in PostgreSQL, by the database's clock alone. */
@Repository
class JdbcWorkerStore implements WorkerStore {
    private final JdbcClient database;

    JdbcWorkerStore(JdbcClient database) {
        this.database = database;
    }

    @Override
    public void renew(UUID worker, String host, Duration lease) {
        database.sql("""
                        insert into worker (id, host, lease_until)
                        values (:worker, :host, now() + make_interval(secs => :seconds))
                            on conflict (id) do update
                           set renewed_at = now(), lease_until = excluded.lease_until""")
                .param("worker", worker)
                .param("host", host)
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
                        update run
                           set state = 'queued', worker_id = null, due_at = now()
                         where worker_id = :worker and state = 'running' and claimed_at < now() - interval '10 seconds'
                           and id <> all(:held)""").param("worker", worker).param("held", held).update();
    }

    /** The wait before the next attempt grows with each crash, so that a run that kills its worker does so slowly. */
    @Override
    public int requeueOrphans(int maxCrashes) {
        database.sql("delete from worker where lease_until < now() - interval '1 hour'")
                .update();
        return database.sql("""
                        with orphan as (
                            select r.id
                              from run r
                              left join worker w on w.id = r.worker_id
                             where r.state = 'running' and (w.id is null or w.lease_until < now())
                             order by r.id
                             limit 500
                               for update of r skip locked)
                        update run r
                           set state = case when r.crashes + 1 >= :max then 'failed' else 'queued' end,
                               crashes = r.crashes + 1,
                               worker_id = null,
                               due_at = now() + make_interval(secs => random() * least(60, power(4, r.crashes))),
                               finished_at = case when r.crashes + 1 >= :max then now() end,
                               error_code = :code,
                               error_message = 'the worker that held the run died (' || r.crashes + 1 || ' of ' || :max
                                               || ' crashes allowed)',
                               error_step = null
                          from orphan
                         where r.id = orphan.id""")
                .param("max", maxCrashes)
                .param("code", ErrorCode.RUN_CRASHED.name())
                .update();
    }
}
