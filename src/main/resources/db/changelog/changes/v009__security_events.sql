--liquibase formatted sql

--changeset engine:009-security-events splitStatements:false
--comment: Who did what to whom, for good. A row carries the hash of the row before, so that a change, a gap or a swap shows; triggers refuse every other change to everybody, owner and superusers included. Whoever owns a table can still switch its triggers off: in production the owner and the role that the engine runs as may differ, and docs/security.md has the grants. The functions run as the owner, so that the run role needs no more than to insert drafts.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
create table security_events (
    id            bigint      primary key,
    created_at    timestamptz not null,
    type          text        not null,
    actor         text        not null,
    target        text        not null,
    address       text        not null,
    outcome       text        not null,
    details       jsonb       not null,
    previous_hash text        not null,
    hash          text        not null,
    constraint security_events_known check (type ~ '^[a-z][a-z-]{0,39}$' and outcome in ('success', 'failure', 'denied')),
    constraint security_events_bounded check (
        char_length(actor) between 1 and 200 and char_length(target) <= 300 and char_length(address) <= 64
        and jsonb_typeof(details) = 'object' and char_length(details::text) <= 25000),
    constraint security_events_one_line check (
        (actor || target || address || details::text) !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]')
);
create index security_events_time on security_events (created_at);
create index security_events_type on security_events (type, id);
create index security_events_actor on security_events (actor, id);
create index security_events_target on security_events (target, id);
create index security_events_address on security_events (address, id);
create table security_event_anchor (
    id         bigint      not null,
    kind       text        not null check (kind in ('start', 'retention', 'checkpoint')),
    hash       text        not null,
    created_at timestamptz not null default now(),
    primary key (id, kind)
);
insert into security_event_anchor (id, kind, hash) values (0, 'start', repeat('0', 64));
create unlogged table security_event_draft (
    id      bigint generated always as identity primary key,
    type    text  not null,
    actor   text  not null,
    target  text  not null,
    address text  not null,
    outcome text  not null,
    details jsonb not null
);

comment on table security_events is 'The audit: appended only, each row with the hash of the one before. Written by way of security_event_draft.';
comment on column security_events.hash is 'SHA-256 of these, one on a line: previous_hash, id, created_at in microseconds since 1970, type, actor, target, address, outcome, details';
comment on table security_event_anchor is 'Events whose hash is known for sure: where the chain starts, where retention has cut it, and up to where it was verified.';
comment on table security_event_draft is 'Events of transactions that are under way. At commit they join the chain and leave this table, so it looks empty to everybody else and may be unlogged.';

create function security_event_hash(event security_events) returns text
language sql stable set search_path from current as $$
    select encode(sha256(convert_to(concat_ws(E'\n', event.previous_hash, event.id,
               (extract(epoch from event.created_at) * 1000000)::bigint, event.type, event.actor, event.target,
               event.address, event.outcome, event.details::text), 'UTF8')), 'hex')
$$;
comment on function security_event_hash(security_events) is 'What the hash of the event should be. Its values hold no line breaks, so one line is one value.';

create function seal_security_event() returns trigger
language plpgsql security definer set search_path from current as $$
declare
    head record;
begin
    perform pg_advisory_xact_lock(hashtextextended('security_events', 0));
    select known.id, known.hash into head
      from ((select id, hash from security_events order by id desc limit 1)
            union all
            (select id, hash from security_event_anchor order by id desc limit 1)) known
     order by known.id desc
     limit 1;
    new.id := head.id + 1;
    new.created_at := clock_timestamp();
    new.previous_hash := head.hash;
    new.hash := security_event_hash(new);
    return new;
end
$$;
comment on function seal_security_event() is 'Gives a new event its place in the chain. The lock lasts until the end of the transaction; the statement after it sees what its last holder has committed, under read committed. A number that was rolled back is given again.';

create function chain_security_event() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    delete from security_event_draft where id = new.id;
    insert into security_events (type, actor, target, address, outcome, details)
    values (new.type, new.actor, new.target, new.address, new.outcome, new.details);
    return null;
end
$$;
comment on function chain_security_event() is 'Moves a draft into the chain at commit. Only then the lock of the chain is taken, so it is held for the commit and not for the transaction, and never before another lock.';

create function check_security_event_anchor() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    if not exists (select from security_events where id = new.id and hash = new.hash) then
        raise exception 'there is no security event % with this hash', new.id using errcode = 'integrity_constraint_violation';
    end if;
    new.created_at := clock_timestamp();
    return new;
end
$$;

create function refuse_security_event_change() returns trigger
language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$$;

create trigger security_events_seal before insert on security_events
    for each row execute function seal_security_event();
create trigger security_events_append_only before update or delete or truncate on security_events
    for each statement execute function refuse_security_event_change();
alter table security_events enable always trigger security_events_append_only;
create trigger security_event_anchor_check before insert on security_event_anchor
    for each row execute function check_security_event_anchor();
create trigger security_event_anchor_append_only before update or delete or truncate on security_event_anchor
    for each statement execute function refuse_security_event_change();
alter table security_event_anchor enable always trigger security_event_anchor_append_only;
create constraint trigger security_event_draft_chain after insert on security_event_draft
    deferrable initially deferred for each row execute function chain_security_event();

revoke all on security_events, security_event_anchor, security_event_draft from public;
revoke all on function seal_security_event(), chain_security_event(), check_security_event_anchor() from public;
--rollback drop function security_event_hash(security_events);
--rollback drop table security_event_draft; drop table security_events; drop table security_event_anchor;
--rollback drop function chain_security_event(); drop function seal_security_event(); drop function check_security_event_anchor(); drop function refuse_security_event_change();

--changeset engine:009-route-file
--comment: What was last reported about each file of the routes folder, so that several processes that load the same change report it once.
create table route_file (
    file           text        primary key,
    loaded_hash    text,
    refused_hash   text,
    refused_reason text,
    changed_at     timestamptz not null default now()
);
--rollback drop table route_file;
