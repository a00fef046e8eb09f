--liquibase formatted sql

--changeset engine:037-model-places
--comment: Places of models that several processes share, and the calls that wait for them. A row counts until its time is over, so what a killed process has held comes back by itself. Rows live as long as calls.
create table model_place (
    server text not null,
    model text not null,
    place integer not null check (place > 0),
    call_id uuid not null,
    held_until timestamptz not null,
    primary key (server, model, place)
);
create index model_place_call on model_place (call_id);
create table model_place_wait (
    call_id uuid not null,
    server text not null,
    model text not null,
    background boolean not null,
    asked_at timestamptz not null default clock_timestamp(),
    seen_until timestamptz not null,
    primary key (server, model, call_id)
);
create index model_place_wait_call on model_place_wait (call_id);
--rollback drop table model_place_wait; drop table model_place;
