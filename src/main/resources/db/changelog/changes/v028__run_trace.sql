--liquibase formatted sql

--changeset engine:028-run-trace
--comment: Where in a trace the run was asked for, as the header traceparent has it. Empty where nothing is traced; the history does not keep it.
alter table run add column trace text;
--rollback alter table run drop column trace;
