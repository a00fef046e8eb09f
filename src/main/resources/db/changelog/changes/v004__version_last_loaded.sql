--liquibase formatted sql

--changeset engine:004-workflow-version-loaded
--comment: When a process last loaded the version. A text that was brought back is the newest again, however old its row is.
alter table workflow_version add column loaded_at timestamptz not null default now();
update workflow_version set loaded_at = created_at;
--rollback alter table workflow_version drop column loaded_at;
