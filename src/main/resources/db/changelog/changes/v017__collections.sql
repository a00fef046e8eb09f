--liquibase formatted sql

--changeset engine:017-collection
--comment: How the documents of a group are cut and embedded, and whose they are. A row is made when the group is first used. Without an owner it is shared; without a model the engine's own one is meant; the dimension is learned from the first embedding.
create table collection (
    name            text        primary key,
    owner           text,
    chunk_tokens    integer     not null check (chunk_tokens > 0),
    overlap_tokens  integer     not null check (overlap_tokens >= 0 and overlap_tokens < chunk_tokens),
    embedding_model text,
    dimension       integer     check (dimension > 0),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);
--rollback drop table collection;

--changeset engine:017-collections-of-documents
--comment: Before there were owners, everybody saw all documents.
insert into collection (name, chunk_tokens, overlap_tokens) select distinct collection, 200, 30 from document;
--rollback delete from collection;
