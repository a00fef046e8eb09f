package io.aiworkflow.run;

/** The statements that put runs that have ended back into the queue. They hold no logic beside the SQL. */
final class RetryStatement {
    private RetryStatement() {}

    /**
     * With a run that goes on at its failed step, the sub-runs go on that have not succeeded: it would only find their
     * failures again. A run from the start forgets its sub-runs and starts new ones. A step has all of its own tries
     * again, and an answer that did not come in time is asked for again.
     */
    private static final String AGAIN = """
            tree as (
                select id from matched
                 union
                select child.id
                  from run child
                  join tree on child.parent_id = tree.id
                 where not :start and child.state in ('failed', 'cancelled')),
            again as (
                select id, workflow, state
                  from run
                 where id in (select id from tree) and state in ('failed', 'cancelled')
                 order by id
                   for update),
            steps as (
                delete from run_step s using again where s.run_id = again.id and :start),
            payloads as (
                delete from run_payload p using again where p.run_id = again.id and :start),
            progress as (
                delete from run_progress p using again where p.run_id = again.id and :start),
            tries as (
                update run_step s
                   set failures = 0
                  from again
                 where s.run_id = again.id and s.state = 'failed' and not :start),
            waits as (
                delete from run_wait w using again
                 where w.run_id = again.id
                   and (:start
                        or w.child_id in (select id from again)
                        or (w.kind in ('approval', 'callback') and w.resolved_at is null and w.wake_at <= now()))),
            sub_runs as (
                delete from run_key k using again where k.parent_id = again.id and :start),
            counted as (
                update dead_letter_replay l
                   set replayed = l.replayed + (select count(*) from again)
                 where l.run_id = :by)
            update run r
               set state = 'queued',
                   workflow_version = coalesce(target.version, r.workflow_version),
                   max_attempts = coalesce(target.attempts, r.max_attempts),
                   submitter_role = (:roles::text[])[least(array_position(:roles::text[], r.submitter_role), :rights)],
                   input = case when r.id = :edited then :input::json else r.input end,
                   failures = 0, crashes = 0, replays = r.replays + 1, replayed_by = :by, replayed_at = now(),
                   order_at = now() - make_interval(secs => (r.priority - 5) * :ageing), due_at = now(),
                   error_code = null, error_message = null, error_step = null, finished_at = null, stuck_at = null,
                   cancel_requested_at = null, cancelled_by = null, cancel_reason = null, waits_for = null,
                   revision = r.revision + 1
              from again
              left join unnest(:workflows::text[], :versions::text[], :attempts::integer[])
                        as target (workflow, version, attempts) on target.workflow = again.workflow
             where r.id = again.id""";

    /** One run that has failed or was cancelled. */
    static final String ONE = """
            with recursive matched as (
                select id from run where id = :run and state in ('failed', 'cancelled')),
            """ + AGAIN;

    /** The next dead letters that were there when the bulk replay was asked for, and that it has not replayed yet. */
    static final String BATCH = """
            with recursive matched as (
                select id
                  from run
                 where state = 'failed'
                   and (:workflow::text is null or workflow = :workflow)
                   and (:step::text is null or error_step = :step)
                   and (:code::text is null or error_code = :code)
                   and finished_at < (select created_at from run where id = :by)
                   and replayed_by is distinct from :by
                 order by id
                 limit :batch
                   for update skip locked),
            """ + AGAIN;
}
