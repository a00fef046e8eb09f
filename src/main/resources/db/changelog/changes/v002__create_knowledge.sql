--liquibase formatted sql

--changeset engine:002-knowledge-base
--comment: One row. Every change of a document takes the next generation from it and so waits for the change before: generations are committed in their order, and an index that has followed up to one has seen all before it.
create table knowledge_base (
    single     boolean primary key default true check (single),
    id         uuid    not null default gen_random_uuid(),
    generation bigint  not null default 0
);
insert into knowledge_base default values;
--rollback drop table knowledge_base;

--changeset engine:002-document
--comment: What was indexed, under a name that is unique in its collection.
create table document (
    id              uuid        primary key,
    collection      text        not null,
    name            text        not null,
    title           text        not null,
    content         text        not null,
    content_hash    text        not null,
    embedding_model text        not null,
    chunks          integer     not null,
    generation      bigint      not null,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    unique (collection, name)
);
create unique index document_generation on document (generation);
--rollback drop table document;

--changeset engine:002-chunk
--comment: The passages of a document with their embeddings (big-endian 32-bit floats). Offsets count UTF-16 units of the content.
create table chunk (
    document_id  uuid    not null references document (id) on delete cascade,
    ordinal      integer not null,
    heading      text    not null,
    start_offset integer not null,
    end_offset   integer not null check (end_offset > start_offset),
    content      text    not null,
    embedding    bytea   not null,
    primary key (document_id, ordinal)
);
--rollback drop table chunk;
