package io.aiworkflow.run;

/** The statements that give runs to workers. They hold no logic beside the SQL. */
final class ClaimStatement {
    private ClaimStatement() {}

    private static final String TAKE = """
            update run r
               set state = 'running', token = r.token + 1, revision = r.revision + 1, worker_id = :worker,
                   host = (select w.host from worker w where w.id = :worker),
                   claimed_at = now(), started_at = coalesce(r.started_at, now()), stuck_at = null
              from granted
             where r.id = granted.id
            returning r.id, r.token, r.workflow, r.workflow_version, r.input, r.submitter, r.submitter_role,
                      r.parent_id, r.depth, r.failures, r.crashes, r.max_attempts, extract(epoch from now() - coalesce(r.replayed_at, r.created_at)) as age,
                      case when isfinite(r.due_at) then extract(epoch from now() - r.due_at) else 0 end as waited,
                      r.trace, granted.limited""";

    /**
     * The heads of the queue: one row for each submitter, workflow and version that has queued runs, by a skip scan over
     * their index.
     */
    static final String HEADS = """
            with recursive head as (
                (select submitter, workflow, workflow_version
                   from run
                  where state = 'queued'
                  order by submitter, workflow, workflow_version
                  limit 1)
                union all
                select next.submitter, next.workflow, next.workflow_version
                  from head h
                 cross join lateral (
                       select r.submitter, r.workflow, r.workflow_version
                         from run r
                        where r.state = 'queued'
                          and (r.submitter, r.workflow, r.workflow_version)
                              > (h.submitter, h.workflow, h.workflow_version)
                        order by r.submitter, r.workflow, r.workflow_version
                        limit 1) next)
            """;

    /** What only another living worker can execute is left to it. */
    private static final String EXECUTABLE = """
            h.workflow = any(:workflows)
            and (h.workflow || '@' || h.workflow_version = any(:loaded)
                 or not exists (select 1
                                  from worker o
                                 where o.id <> :worker and o.lease_until > now()
                                   and h.workflow || '@' || h.workflow_version = any(o.executes)))
            """;

    private static final String BUSY =
            "select submitter, count(*) as runs from run where state = 'running' group by submitter";

    /** What is older comes first, and each run that is in progress costs its user's next one some age. */
    private static final String TURN = """
            c.order_at + make_interval(secs => (coalesce(b.runs, 0) + c.user_turn - 1) * :fairSeconds), c.id
            """;

    /** For when there are no limits at all, which is cheaper to plan and to execute. */
    static final String CLAIM_UNLIMITED = HEADS + """
            , candidate as (
                select c.id, c.order_at, h.submitter,
                       row_number() over (partition by h.submitter order by c.order_at, c.id) as user_turn
                  from head h
                 cross join lateral (
                       select r.id, r.order_at
                         from run r
                        where r.state = 'queued' and r.submitter = h.submitter and r.workflow = h.workflow
                          and r.workflow_version = h.workflow_version and r.format <= :format
                          and r.crashes between :leastCrashes and :mostCrashes
                        order by r.order_at, r.id
                        limit :most
                          for update skip locked) c
                 where %s),
            granted as (
                select c.id, false as limited
                  from candidate c
                  left join (%s) b on b.submitter = c.submitter
                 order by %s
                 limit :most)
            """.formatted(EXECUTABLE, BUSY, TURN) + TAKE;

    /**
     * Takes from each head as many as its limits leave room for, and of these the ones whose turn it is. A place under a
     * limit is a row of run_slot: whoever loses it to another worker at the same moment leaves the run in the queue. Free
     * places are taken in random order, so that two workers seldom want the same one.
     */
    static final String CLAIM = HEADS + """
            , bound as (
                select * from unnest(:limited::text[], :limits::integer[]) as b (workflow, most)),
            taken as (
                select owner, count(*)::integer as slots from run_slot group by owner),
            fit as (
                select h.submitter, h.workflow, h.workflow_version, b.most as workflow_limit,
                       least(:most, case when :userLimit > 0 then :userLimit - coalesce(u.slots, 0) else :most end)
                           as user_room,
                       least(:most, b.most - coalesce(w.slots, 0)) as workflow_room
                  from head h
                  left join bound b on b.workflow = h.workflow
                  left join taken u on u.owner = 'user:' || h.submitter
                  left join taken w on w.owner = 'workflow:' || h.workflow
                 where %s),
            busy as (%s),
            candidate as (
                select c.id, c.order_at, f.submitter, f.workflow, f.workflow_limit, f.user_room, f.workflow_room,
                       row_number() over (partition by f.submitter order by c.order_at, c.id) as user_turn
                  from fit f
                 cross join lateral (
                       select r.id, r.order_at
                         from run r
                        where r.state = 'queued' and r.submitter = f.submitter and r.workflow = f.workflow
                          and r.workflow_version = f.workflow_version and r.format <= :format
                          and r.crashes between :leastCrashes and :mostCrashes
                        order by r.order_at, r.id
                        limit greatest(0, least(f.user_room, f.workflow_room))
                          for update skip locked) c),
            turn as (
                select c.*, row_number() over (order by %s) as place
                  from candidate c
                  left join busy b on b.submitter = c.submitter
                 where c.user_turn <= c.user_room),
            chosen as (
                select c.id, c.submitter, c.workflow, c.workflow_limit,
                       row_number() over (partition by c.submitter) as user_place,
                       row_number() over (partition by c.workflow) as workflow_place
                  from (select t.*
                          from (select turn.*, row_number() over (partition by workflow order by place) as workflow_turn
                                  from turn) t
                         where t.workflow_turn <= t.workflow_room
                         order by t.place
                         limit :most) c),
            user_slot as (
                insert into run_slot (owner, ordinal, run_id)
                select 'user:' || c.submitter, free.ordinal, c.id
                  from chosen c
                  join (select s.submitter, o.ordinal,
                               row_number() over (partition by s.submitter order by random()) as place
                          from (select distinct submitter from chosen) s
                         cross join generate_series(1, :userLimit) as o (ordinal)
                         where not exists (select 1
                                             from run_slot held
                                            where held.owner = 'user:' || s.submitter and held.ordinal = o.ordinal)
                       ) free on free.submitter = c.submitter and free.place = c.user_place
                 order by 1, 2
                    on conflict do nothing
                returning run_id),
            workflow_slot as (
                insert into run_slot (owner, ordinal, run_id)
                select 'workflow:' || c.workflow, free.ordinal, c.id
                  from chosen c
                  join (select b.workflow, o.ordinal,
                               row_number() over (partition by b.workflow order by random()) as place
                          from bound b
                         cross join generate_series(1, b.most) as o (ordinal)
                         where b.workflow in (select workflow from chosen)
                           and not exists (select 1
                                             from run_slot held
                                            where held.owner = 'workflow:' || b.workflow
                                              and held.ordinal = o.ordinal)
                       ) free on free.workflow = c.workflow and free.place = c.workflow_place
                 where :userLimit = 0 or c.id in (select run_id from user_slot)
                 order by 1, 2
                    on conflict do nothing
                returning run_id),
            granted as (
                select c.id, :userLimit > 0 or c.workflow_limit is not null as limited
                  from chosen c
                 where (:userLimit = 0 or c.id in (select run_id from user_slot))
                   and (c.workflow_limit is null or c.id in (select run_id from workflow_slot)))
            """.formatted(EXECUTABLE, BUSY, TURN) + TAKE;

    /** One run by its id, under its workflow's limit only. */
    static final String CLAIM_ONE = """
            with due as (
                select id, workflow
                  from run
                 where id = :run and state = 'queued' and format <= :format and crashes <= :mostCrashes
                   for update skip locked),
            slot as (
                insert into run_slot (owner, ordinal, run_id)
                select 'workflow:' || due.workflow, free.ordinal, due.id
                  from due
                 cross join lateral (
                       select o.ordinal
                         from generate_series(1, :most) as o (ordinal)
                        where not exists (select 1
                                            from run_slot held
                                           where held.owner = 'workflow:' || due.workflow
                                             and held.ordinal = o.ordinal)
                        order by random()
                        limit 1) free
                    on conflict do nothing
                returning run_id),
            granted as (
                select due.id, :most > 0 as limited
                  from due
                 where :most = 0 or due.id in (select run_id from slot))
            """ + TAKE;
}
