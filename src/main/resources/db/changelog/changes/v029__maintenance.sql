--liquibase formatted sql

--changeset engine:029-maintenance-job
--comment: How the engine's chores stand. One row for each chore that was ever seen; what its last execution gave replaces what the one before gave.
create table maintenance_job (
    job             text        primary key,
    known_since     timestamptz not null default now(),
    paused_at       timestamptz,
    paused_by       text,
    run_id          uuid,
    started_at      timestamptz,
    finished_at     timestamptz,
    duration_ms     bigint,
    outcome         text        check (outcome in ('succeeded', 'failed')),
    summary         text,
    result          jsonb,
    error           text,
    last_success_at timestamptz,
    last_done_at    timestamptz,
    failures        integer     not null default 0,
    check ((paused_at is null) = (paused_by is null))
);
comment on column maintenance_job.last_success_at is 'The end of the last execution that did not fail.';
comment on column maintenance_job.last_done_at is 'The end of the last execution that did its work: one that has nothing configured succeeds without.';
comment on column maintenance_job.failures is 'Executions in a row that failed.';
--rollback drop table maintenance_job;

--changeset engine:029-maintenance-report
--comment: Reports for operators, as text and as figures.
create table maintenance_report (
    id         uuid        primary key,
    kind       text        not null check (kind in ('morning', 'evening', 'weekly', 'monthly')),
    created_at timestamptz not null default now(),
    from_at    timestamptz not null,
    until_at   timestamptz not null,
    summary    text        not null,
    content    text        not null,
    figures    jsonb       not null
);
create index maintenance_report_kind on maintenance_report (kind, id);
--rollback drop table maintenance_report;
