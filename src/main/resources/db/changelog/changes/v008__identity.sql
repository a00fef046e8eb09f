--liquibase formatted sql

--changeset engine:008-account
--comment: An access token that was not issued after tokens_not_before is dead, and so is a session that did not begin after sessions_not_before. Secrets of second factors are sealed.
create table account (
    id                   uuid        primary key,
    name                 text        not null unique check (name ~ '^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$'),
    email                text,
    password_hash        text        not null,
    must_change_password boolean     not null default false,
    role                 text        not null check (role in ('user', 'author', 'operator', 'admin')),
    state                text        not null check (state in ('active', 'pending', 'disabled')),
    totp_secret          text,
    totp_proposal        text,
    totp_step            bigint      not null default 0,
    tokens_not_before    timestamptz,
    sessions_not_before  timestamptz,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),
    password_changed_at  timestamptz not null default now(),
    last_login_at        timestamptz
);
create index account_tokens_not_before on account (tokens_not_before) where tokens_not_before is not null;
create index account_admin on account (id) where role = 'admin' and state = 'active';
--rollback drop table account;

--changeset engine:008-token-epoch
--comment: The same for the tokens and sessions of everybody: one row, so that ending them all takes one write.
create table token_epoch (
    only_row   boolean     primary key default true check (only_row),
    not_before timestamptz not null
);
insert into token_epoch (not_before) values (timestamptz 'epoch');
--rollback drop table token_epoch;

--changeset engine:008-token-family
--comment: All refresh tokens that follow from one login. It ends at expires_at, however often it is used.
create table token_family (
    id         uuid        primary key,
    account_id uuid        not null references account (id) on delete cascade,
    started_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index token_family_account on token_family (account_id);
create index token_family_expiry on token_family (expires_at);
--rollback drop table token_family;

--changeset engine:008-refresh-token
--comment: A refresh token is used once; used rows stay as long as their family, so that a second use is noticed. access_id is the access token that was given out with it.
create table refresh_token (
    hash              bytea       primary key,
    family            uuid        not null references token_family (id) on delete cascade,
    created_at        timestamptz not null default now(),
    expires_at        timestamptz not null,
    used_at           timestamptz,
    access_id         uuid        not null unique,
    access_expires_at timestamptz not null
);
create index refresh_token_family on refresh_token (family);
--rollback drop table refresh_token;

--changeset engine:008-revoked-token
create table revoked_token (
    id         uuid        primary key,
    expires_at timestamptz not null,
    revoked_at timestamptz not null default now()
);
create index revoked_token_time on revoked_token (revoked_at);
create index revoked_token_expiry on revoked_token (expires_at);
--rollback drop table revoked_token;

--changeset engine:008-api-key
create table api_key (
    id           uuid        primary key,
    account_id   uuid        not null references account (id) on delete cascade,
    name         text        not null,
    prefix       text        not null unique,
    hash         bytea       not null unique,
    scopes       text[]      not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
create index api_key_account on api_key (account_id);
--rollback drop table api_key;

--changeset engine:008-login-throttle
--comment: Failures by account:NAME, address:ADDRESS and, for an address from which the account has logged in lately, pair:NAME@ADDRESS. blocked_until is also the time from which a row grows old.
create table login_throttle (
    key           text        primary key,
    failures      integer     not null,
    blocked_until timestamptz not null
) with (fillfactor = 50);
--rollback drop table login_throttle;

--changeset engine:008-account-address
--comment: Where an account has logged in from. Such an address is not held up by failures from elsewhere.
create table account_address (
    account_id    uuid        not null references account (id) on delete cascade,
    address       text        not null,
    last_login_at timestamptz not null default now(),
    primary key (account_id, address)
);
create index account_address_time on account_address (last_login_at);
--rollback drop table account_address;

--changeset engine:008-blocked-address
create table blocked_address (
    range      cidr        primary key,
    reason     text        not null,
    blocked_by text        not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
--rollback drop table blocked_address;

--changeset engine:008-password-reset
create table password_reset (
    hash       bytea       primary key,
    account_id uuid        not null references account (id) on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index password_reset_account on password_reset (account_id);
--rollback drop table password_reset;

--changeset engine:008-recovery-code
create table recovery_code (
    account_id uuid        not null references account (id) on delete cascade,
    hash       bytea       not null,
    used_at    timestamptz,
    primary key (account_id, hash)
);
--rollback drop table recovery_code;

--changeset engine:008-signing-key
--comment: Every key that has signed tokens, so that its coming and going is reported once; noted says that the first was. Only a key that the engine made itself, outside production, has its secret here; such keys are numbered, so that two processes cannot make one each.
create table signing_key (
    kid        text        primary key,
    generation integer     unique,
    secret     text,
    noted      boolean     not null,
    created_at timestamptz not null default now(),
    dropped_at timestamptz,
    check ((generation is null) = (secret is null))
);
--rollback drop table signing_key;
