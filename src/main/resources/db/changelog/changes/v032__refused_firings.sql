--liquibase formatted sql

--changeset engine:032-schedule-firing-refused
--comment: A firing that could not be started is told from one that its rule leaves out: the one is trouble, the other is meant. The index finds the schedules whose last firing was refused, which are few, without a look at all others.
alter table schedule_firing drop constraint schedule_firing_outcome_check;
alter table schedule_firing add constraint schedule_firing_outcome_check
    check (outcome in ('fired', 'late', 'missed', 'caught_up', 'skipped', 'refused', 'queued'));
create index schedule_firing_refused on schedule_firing (schedule_id, planned_at desc) where outcome = 'refused';
--rollback drop index schedule_firing_refused;
--rollback update schedule_firing set outcome = 'skipped' where outcome = 'refused';
--rollback alter table schedule_firing drop constraint schedule_firing_outcome_check;
--rollback alter table schedule_firing add constraint schedule_firing_outcome_check check (outcome in ('fired', 'late', 'missed', 'caught_up', 'skipped', 'queued'));
