--liquibase formatted sql

--changeset engine:007-run-history-tally
--comment: How many runs each partition of the history holds, so that nobody has to count them.
create table run_history_tally (
    partition text   not null,
    state     text   not null,
    runs      bigint not null,
    primary key (partition, state)
) with (fillfactor = 50);
insert into run_history_tally (partition, state, runs)
select tableoid::regclass::text, state, count(*) from run_history group by 1, 2;
--rollback drop table run_history_tally;
