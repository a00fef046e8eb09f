package io.aiworkflow.run;

/** The statement that lets a run wait for something outside. It holds no logic. */
final class SuspendStatement {
    private SuspendStatement() {}

    /**
     * The waits come as a JSON array. One that an earlier attempt registered keeps its row, and with it the time at
     * which it ends. A run whose own time is limited is woken when that is over.
     */
    static final String SUSPEND = """
            with held as (
                select id, cancel_requested_at
                  from run
                 where id = :run and token = :token and state = 'running'
                   for update),
            wanted as (
                select w.*
                  from held, json_to_recordset(:waits::json) as w (
                       id uuid, kind text, name text, occurrence text, child_id uuid, seconds float8, until timestamptz, title text,
                       subject json, form json, approvers text, on_timeout text)),
            registered as (
                insert into run_wait (id, run_id, kind, name, occurrence, awaited, child_id, title, subject, form,
                                      approvers, on_timeout, wake_at)
                select w.id, held.id, w.kind, w.name, w.occurrence, true, w.child_id, w.title, w.subject, w.form,
                       w.approvers, w.on_timeout, coalesce(w.until, now() + make_interval(secs => w.seconds))
                  from held, wanted w
                    on conflict (run_id, kind, name, occurrence) do update
                   set awaited = true, wake_at = coalesce(run_wait.wake_at, excluded.wake_at),
                       title = coalesce(run_wait.title, excluded.title),
                       subject = coalesce(run_wait.subject, excluded.subject),
                       form = coalesce(run_wait.form, excluded.form),
                       approvers = coalesce(run_wait.approvers, excluded.approvers),
                       on_timeout = coalesce(run_wait.on_timeout, excluded.on_timeout),
                       child_id = coalesce(run_wait.child_id, excluded.child_id)
                returning wake_at),
            others as (
                update run_wait o
                   set awaited = false
                  from held
                 where o.run_id = held.id and o.awaited
                   and not exists (select 1
                                     from wanted w
                                    where w.kind = o.kind and w.name = o.name and w.occurrence = o.occurrence)),
            freed as (
                delete from run_slot using held where run_slot.run_id = held.id)
            update run r
               set state = case when held.cancel_requested_at is null then 'waiting' else 'cancelled' end,
                   finished_at = case when held.cancel_requested_at is not null then now() end,
                   worker_id = null, revision = r.revision + 1, waits_for = :reason,
                   error_code = :code::text, error_message = :message::text, error_step = null,
                   due_at = least(coalesce((select min(wake_at) from registered), 'infinity'),
                                  now() + make_interval(secs => :secondsLeft::float8))
              from held
             where r.id = held.id""";
}
