--liquibase formatted sql

--changeset engine:019-chunk-origin
--comment: Each passage tells by itself whose it is and where it comes from. The hash is of what was embedded, so that a passage that stays the same is not embedded again.
alter table chunk add column owner text not null default '';
alter table chunk add column version integer not null default 0;
alter table chunk add column page integer;
alter table chunk add column hash text not null default '';
--rollback alter table chunk drop column hash;
--rollback alter table chunk drop column page;
--rollback alter table chunk drop column version;
--rollback alter table chunk drop column owner;

--changeset engine:019-document-draft
--comment: A version that is being indexed: its text, and the settings that hold for all of it even when the collection's change meanwhile. Pages are the offsets at which they begin.
create table document_draft (
    document_id     uuid      not null,
    version         integer   not null,
    content         text      not null,
    title           text      not null,
    media_type      text      not null,
    pages           integer[] not null,
    chunk_tokens    integer   not null,
    overlap_tokens  integer   not null,
    embedding_model text      not null,
    primary key (document_id, version),
    foreign key (document_id, version) references document_source (document_id, version) on delete cascade
);
--rollback drop table document_draft;

--changeset engine:019-chunk-draft
--comment: The passages of a draft; those without an embedding are still to be embedded.
create table chunk_draft (
    document_id  uuid    not null,
    version      integer not null,
    ordinal      integer not null,
    heading      text    not null,
    page         integer,
    start_offset integer not null,
    end_offset   integer not null check (end_offset > start_offset),
    content      text    not null,
    hash         text    not null,
    embedding    bytea,
    primary key (document_id, version, ordinal),
    foreign key (document_id, version) references document_draft (document_id, version) on delete cascade
);
--rollback drop table chunk_draft;
