--liquibase formatted sql

--changeset engine:033-dropped-signing-keys
--comment: A key that an admin has dropped counts in no process any more, wherever its secret still is. dropped_at alone only says that no process had it; such a key counts again when its file comes back.
alter table signing_key add column revoked_at timestamptz;
create index signing_key_revoked on signing_key (kid) where revoked_at is not null;
--rollback drop index signing_key_revoked; alter table signing_key drop column revoked_at;
