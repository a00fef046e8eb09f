--liquibase formatted sql

--changeset engine:022-conversation
--comment: Conversations of users with models. While a message is being answered, answer_id names the answer, and the process that streams it renews answer_seen; an answer that is not seen for some time has died with its process. answer_stop is how other processes ask for its end.
create table conversation (
    id          uuid        primary key,
    owner       text        not null,
    title       text        not null,
    system      text,
    messages    integer     not null default 0 check (messages >= 0),
    answer_id   uuid,
    answer_seen timestamptz,
    answer_stop boolean     not null default false,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);
--rollback drop table conversation;

--changeset engine:022-conversation-by-owner
--comment: For the pages of a list, newest first.
create index conversation_owner on conversation (owner, id);
--rollback drop index conversation_owner;

--changeset engine:022-conversation-by-age
--comment: For the end of their retention.
create index conversation_updated on conversation (updated_at);
--rollback drop index conversation_updated;

--changeset engine:022-conversation-message
--comment: What was said, in order. How long it is stands beside it, so that nobody has to read it to know. An answer says how it ended, what it cites and what was done otherwise than asked; a question that died with its process has no answer.
create table conversation_message (
    conversation_id uuid        not null references conversation (id) on delete cascade,
    seq             integer     not null check (seq > 0),
    role            text        not null check (role in ('user', 'assistant')),
    content         text        not null,
    characters      integer     not null generated always as (length(content)) stored,
    state           text        not null check (state in ('complete', 'cut', 'stopped', 'failed')),
    mode            text        check (mode in ('model', 'passages', 'none')),
    model           text,
    error_code      text,
    error_message   text,
    citations       jsonb,
    notes           jsonb,
    prompt_tokens   bigint,
    answer_tokens   bigint,
    created_at      timestamptz not null default now(),
    primary key (conversation_id, seq)
);
--rollback drop table conversation_message;
