--liquibase formatted sql

--changeset engine:024-document-tags
--comment: Words that a search chooses documents by. They belong to a version, as its title does: other tags make a new version.
alter table document add column tags text[] not null default '{}';
alter table document_source add column tags text[] not null default '{}';
--rollback alter table document_source drop column tags;
--rollback alter table document drop column tags;
