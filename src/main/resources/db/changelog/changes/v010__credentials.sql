--liquibase formatted sql

--changeset engine:010-credential
--comment: Tokens and keys for outside systems. Values are sealed with a master key that the database never sees; key_id names it.
create table credential (
    owner        uuid        not null,
    connector    text        not null check (connector ~ '^[a-z][a-z0-9-]{0,62}$'),
    name         text        not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    sealed_value text        not null,
    key_id       text        not null,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    primary key (owner, connector, name)
);
--rollback drop table credential;
