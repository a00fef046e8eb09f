--liquibase formatted sql

--changeset engine:001-workflow-version
--comment: Every version of a workflow that a run was ever accepted for, by content hash.
create table workflow_version (
    workflow      text        not null,
    version       text        not null,
    source        text        not null,
    content       text        not null,
    input_schema  json,
    output_schema json,
    created_at    timestamptz not null default now(),
    primary key (workflow, version)
);
--rollback drop table workflow_version;

--changeset engine:001-worker
--comment: One narrow row per worker process, so that heartbeats never touch a run.
create table worker (
    id           uuid        primary key,
    host         text        not null,
    started_at   timestamptz not null default now(),
    renewed_at   timestamptz not null default now(),
    lease_until  timestamptz not null
) with (fillfactor = 50);
--rollback drop table worker;

--changeset engine:001-run
--comment: A run, its place in the queue and its idempotency key are one row, so that they commit together.
create table run (
    id               uuid        primary key,
    workflow         text        not null,
    workflow_version text        not null,
    state            text        not null check (state in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled')),
    input            json        not null,
    result           json,
    error_code       text,
    error_message    text,
    error_step       text,
    submitter        text        not null default 'local',
    idempotency_key  text,
    request_hash     text        not null,
    parent_id        uuid        references run (id) on delete set null,
    priority         smallint    not null default 0,
    failures         integer     not null default 0,
    crashes          integer     not null default 0,
    max_attempts     integer     not null,
    token            bigint      not null default 0,
    worker_id        uuid,
    created_at       timestamptz not null default now(),
    due_at           timestamptz not null default now(),
    started_at       timestamptz,
    claimed_at       timestamptz,
    finished_at      timestamptz
);
--rollback drop table run;

--changeset engine:001-run-indexes
create unique index run_idempotency_key on run (submitter, workflow, idempotency_key) where idempotency_key is not null;
create index run_due on run (priority desc, due_at, id) where state in ('queued', 'waiting');
create index run_running on run (worker_id) where state = 'running';
create index run_parent on run (parent_id) where parent_id is not null;
--rollback drop index run_parent; drop index run_running; drop index run_due; drop index run_idempotency_key;

--changeset engine:001-run-step
--comment: The journal: what each finished step of a run gave, and how the last try of an unfinished one failed.
create table run_step (
    run_id        uuid        not null references run (id) on delete cascade,
    step          text        not null,
    occurrence    text        not null,
    token         bigint      not null,
    state         text        not null check (state in ('succeeded', 'failed')),
    output        json,
    error_code    text,
    error_message text,
    started_at    timestamptz not null,
    finished_at   timestamptz not null,
    primary key (run_id, step, occurrence)
);
--rollback drop table run_step;

--changeset engine:001-run-autovacuum
--comment: Queue rows change often; small fixed thresholds keep dead rows few however large the table grows.
alter table run set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, fillfactor = 80);
--rollback alter table run reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, fillfactor);
