--liquibase formatted sql

--changeset engine:030-schedule-firing-run
--comment: The last runs of a schedule, which tell whether one has not ended. In a ledger of lines without runs, each look walked through all of it.
create index schedule_firing_run on schedule_firing (schedule_id, planned_at desc) where run_id is not null;
--rollback drop index schedule_firing_run;
