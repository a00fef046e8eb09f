--liquibase formatted sql

--changeset engine:036-step-failure-id
--comment: Which failure a line of the journal has counted last. A worker that did not hear whether its report arrived sends it again, and it must not count twice.
alter table run_step add column failure_id uuid;
--rollback alter table run_step drop column failure_id;
