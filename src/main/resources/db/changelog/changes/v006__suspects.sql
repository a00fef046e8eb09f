--liquibase formatted sql

--changeset engine:006-suspects
--comment: Queued runs that were in hand when a worker died are few; those that were so several times are looked for apart.
create index run_suspect on run (crashes) where state = 'queued' and crashes > 0;
--rollback drop index run_suspect;
