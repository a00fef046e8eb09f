--liquibase formatted sql

--changeset engine:027-schedule
--comment: When runs are started by themselves. next_at is the next planned time, empty when there is none: whoever fires it moves it on in the same transaction. Planned times come from the timetable and the database's clock alone. A schedule of a file is confirmed by the processes that have the file, in seen_at. role is the most that its runs may do.
create table schedule (
    id          uuid        primary key,
    name        text        not null unique,
    source      text        not null check (source in ('api', 'file')),
    file        text,
    seen_at     timestamptz,
    owner       text        not null,
    role        text        not null check (role in ('user', 'author', 'operator', 'admin')),
    workflow    text        not null,
    input       json        not null,
    kind        text        not null check (kind in ('cron', 'every', 'at')),
    spec        text        not null,
    zone        text,
    anchor      timestamptz,
    misfire     text        not null,
    overlap     text        not null check (overlap in ('allow', 'skip', 'queue')),
    paused      boolean     not null default false,
    next_at     timestamptz,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    check ((source = 'file') = (file is not null and seen_at is not null))
) with (fillfactor = 80);
--rollback drop table schedule;

--changeset engine:027-schedule-due
--comment: What is due, and what is next.
create index schedule_due on schedule (next_at) where not paused;
create index schedule_owner on schedule (owner, name);
--rollback drop index schedule_due;
--rollback drop index schedule_owner;

--changeset engine:027-schedule-firing
--comment: The ledger: what became of each planned time. Its key is why a planned time is fired once, whatever the clocks of processes say. A row may stand for several missed times, up to until_at. A queued one gets its run when the run before it has ended.
create table schedule_firing (
    schedule_id uuid        not null references schedule (id) on delete cascade,
    planned_at  timestamptz not null,
    decided_at  timestamptz not null default now(),
    outcome     text        not null check (outcome in ('fired', 'late', 'missed', 'caught_up', 'skipped', 'queued')),
    reason      text,
    times       integer     not null default 1 check (times > 0),
    until_at    timestamptz,
    run_id      uuid,
    primary key (schedule_id, planned_at)
);
create index schedule_firing_queued on schedule_firing (schedule_id, planned_at) where outcome = 'queued';
create index schedule_firing_age on schedule_firing (decided_at);
--rollback drop table schedule_firing;
