--liquibase formatted sql

--changeset engine:021-model-answer
--comment: Answers and embeddings that may be given again. The key is a hash of all that they depend on.
create table model_answer (
    key     text        primary key,
    answer  bytea       not null,
    size    integer     not null,
    made_at timestamptz not null default now()
);
create index model_answer_made_at_idx on model_answer (made_at);
--rollback drop table model_answer;
