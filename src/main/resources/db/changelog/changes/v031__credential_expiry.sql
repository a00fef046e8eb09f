--liquibase formatted sql

--changeset engine:031-credential-expiry
--comment: When a credential stops opening its system, where that system tells; null where nobody knows.
alter table credential add column expires_at timestamptz;
create index credential_expiry on credential (expires_at) where expires_at is not null;
--rollback drop index credential_expiry; alter table credential drop column expires_at;
