--liquibase formatted sql

--changeset engine:011-submitter-role
--comment: The rights under which a run was asked for. Before there were accounts, whoever reached the engine had all of them; an engine of an earlier version, which writes none, gets the least ones.
alter table run add column submitter_role text not null default 'admin'
    check (submitter_role in ('user', 'author', 'operator', 'admin'));
alter table run alter column submitter_role set default 'user';
--rollback alter table run drop column submitter_role;

--changeset engine:011-run-history-submitter
--comment: For the list of somebody's own runs, newest first.
create index run_history_submitter on run_history (submitter, id);
--rollback drop index run_history_submitter;
