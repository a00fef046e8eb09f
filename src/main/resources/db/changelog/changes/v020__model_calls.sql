--liquibase formatted sql

--changeset engine:020-model-call
--comment: Each call that a model has answered. Kept for some weeks; the run may be gone before.
create table model_call (
    id            uuid        primary key,
    made_at       timestamptz not null default now(),
    account       text        not null,
    workflow      text        not null,
    run_id        uuid,
    step          text        not null,
    occurrence    text        not null,
    kind          text        not null check (kind in ('chat', 'generate', 'embed')),
    model         text        not null,
    server        text        not null,
    prompt_tokens bigint      not null check (prompt_tokens >= 0),
    answer_tokens bigint      not null check (answer_tokens >= 0),
    waited_ms     bigint      not null,
    loaded_ms     bigint      not null,
    took_ms       bigint      not null,
    estimated     boolean     not null default false
);
create index model_call_run_idx on model_call (run_id) where run_id is not null;
create index model_call_made_at_idx on model_call (made_at);
--rollback drop table model_call;

--changeset engine:020-model-usage
--comment: The sums of a day in UTC, which budgets and reports read. They grow with users and models, not with calls.
create table model_usage (
    day           date   not null,
    account       text   not null,
    workflow      text   not null,
    model         text   not null,
    calls         bigint not null,
    prompt_tokens bigint not null,
    answer_tokens bigint not null,
    waited_ms     bigint not null,
    took_ms       bigint not null,
    primary key (day, account, workflow, model)
) with (fillfactor = 50);
create index model_usage_workflow_idx on model_usage (day, workflow);
--rollback drop table model_usage;
