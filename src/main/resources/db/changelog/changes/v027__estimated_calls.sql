--liquibase formatted sql

--changeset engine:027-estimated-calls
--comment: Calls that ended before the server had counted, and those of servers that do not count, are written down with an estimate.
alter table model_call add column estimated boolean not null default false;
--rollback alter table model_call drop column estimated;
