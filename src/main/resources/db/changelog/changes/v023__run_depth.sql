--liquibase formatted sql

--changeset engine:023-run-depth
--comment: How many runs stand above a sub-run. Workflows that call each other without end are stopped by it.
alter table run add column depth smallint not null default 0;
--rollback alter table run drop column depth;
