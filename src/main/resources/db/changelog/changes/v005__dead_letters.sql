--liquibase formatted sql

--changeset engine:005-run-replayed-at
--comment: A replayed run is young again: its time limits count from its last replay.
alter table run add column replayed_at timestamptz;
--rollback alter table run drop column replayed_at;

--changeset engine:005-dead-letter-indexes
create index run_dead_letter on run (id) where state = 'failed';
create index run_key_parent on run_key (parent_id) where parent_id is not null;
--rollback drop index run_key_parent; drop index run_dead_letter;

--changeset engine:005-dead-letter-replay
--comment: How far a bulk replay, which is itself a run, has come. Each batch counts itself in the statement that replays it, so a crash cannot lose or double its number.
create table dead_letter_replay (
    run_id   uuid   primary key,
    total    bigint not null,
    replayed bigint not null default 0
);
--rollback drop table dead_letter_replay;
