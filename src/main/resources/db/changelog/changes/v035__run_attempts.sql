--liquibase formatted sql

--changeset engine:035-run-attempt
--comment: Attempts that have ended without success, each with the time from which it could have begun. The last one of a run that succeeded or is being executed is told by the run's own row, so that the usual run costs no line here.
alter table run add column host text;
alter table run_history
    add column host       text,
    add column ready_at   timestamptz,
    add column claimed_at timestamptz;
create table run_attempt (
    run_id     uuid        not null,
    number     bigint      not null,
    host       text,
    ready_at   timestamptz,
    started_at timestamptz not null,
    ended_at   timestamptz not null,
    outcome    text        not null,
    error_code text,
    primary key (run_id, number)
);
--rollback drop table run_attempt; alter table run_history drop column claimed_at, drop column ready_at, drop column host; alter table run drop column host;

--changeset engine:035-keep-run-attempt splitStatements:false
--comment: A trigger, because an attempt ends in many ways and by several processes, also by those of an earlier release during an upgrade.
create function keep_run_attempt() returns trigger
language plpgsql as $$
begin
    insert into run_attempt (run_id, number, host, ready_at, started_at, ended_at, outcome, error_code)
    select old.id, old.token, old.host, case when isfinite(old.due_at) then old.due_at end, old.claimed_at, now(),
           case when new.crashes > old.crashes then 'crashed'
                when new.state = 'queued' then 'given-back'
                when new.state = 'waiting' then new.waits_for
                else new.state end,
           case when new.state in ('waiting', 'failed') or new.crashes > old.crashes then new.error_code end
     where old.claimed_at is not null
        on conflict do nothing;
    return null;
end
$$;
--rollback drop function keep_run_attempt();

--changeset engine:035-run-attempt-ended
create trigger run_attempt_ended after update on run
    for each row when (old.state = 'running' and new.state in ('queued', 'waiting', 'failed', 'cancelled'))
    execute function keep_run_attempt();
--rollback drop trigger run_attempt_ended on run;

--changeset engine:035-running-step
--comment: Steps that have gone on for a while, as their workers tell. A line counts while its run is running under the same token and the step has no line in the journal from it.
create table running_step (
    run_id     uuid        not null,
    token      bigint      not null,
    step       text        not null,
    occurrence text        not null,
    worker_id  uuid        not null,
    started_at timestamptz not null,
    primary key (run_id, token, step, occurrence)
);
create index running_step_worker on running_step (worker_id);
--rollback drop table running_step;
