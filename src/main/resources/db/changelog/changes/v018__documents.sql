--liquibase formatted sql

--changeset engine:018-document-owner
--comment: Who brought a document, which of its versions is the indexed one, and the settings under which it was. What was indexed before has no owner and no version. A document that is not indexed yet has no generation and no model, so that no index sees it.
alter table document add column owner text not null default '';
alter table document add column version integer not null default 0;
alter table document add column media_type text not null default '';
alter table document add column settings text not null default '';
alter table document alter column generation drop not null;
--rollback delete from document where generation is null;
--rollback alter table document alter column generation set not null;
--rollback alter table document drop column settings;
--rollback alter table document drop column media_type;
--rollback alter table document drop column version;
--rollback alter table document drop column owner;

--changeset engine:018-document-by-collection
--comment: For the pages of a list, newest first.
create index document_collection on document (collection, id);
--rollback drop index document_collection;

--changeset engine:018-document-by-owner
--comment: For the pages of one's own documents, and for what the originals of a user take.
create index document_owner on document (owner, id);
--rollback drop index document_owner;

--changeset engine:018-document-source
--comment: The original bytes of a document: those of the indexed version, and those of a newer one until it is indexed. They are compressed by themselves as a rule, so PostgreSQL does not try.
create table document_source (
    document_id  uuid        not null references document (id) on delete cascade,
    version      integer     not null check (version > 0),
    content      bytea       not null,
    content_hash text        not null,
    size         integer     not null check (size > 0),
    media_type   text,
    title        text,
    run_id       uuid,
    created_at   timestamptz not null default now(),
    primary key (document_id, version)
);
alter table document_source alter column content set storage external;
--rollback drop table document_source;
