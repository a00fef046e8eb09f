package io.aiworkflow.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The statements of a firing. All but {@link #outlook} belong into one transaction, whose beginning is the time that counts. */
@Repository
class JdbcDueSchedules {
    private static final Duration QUEUED_PATIENCE = Duration.ofMinutes(3);

    private static final String BUSY = lastRuns("r.state in ('queued', 'running', 'waiting')");

    private static final String JUST_ENDED = lastRuns("r.finished_at > now() - make_interval(secs => :patience)");

    /** As they were when they could not be read. */
    private static final String READABLE = """
            not exists (select 1
                          from unnest(:unreadable::uuid[], :updates::text[]::timestamptz[]) as u (id, updated_at)
                         where u.id = s.id and u.updated_at = s.updated_at)""";

    private static final String QUEUED =
            "(select count(*) from schedule_firing f where f.schedule_id = s.id and f.outcome = 'queued')";

    private final JdbcClient database;
    private final SchedulesProperties properties;
    private final UnreadableSchedules unreadable = new UnreadableSchedules();

    JdbcDueSchedules(JdbcClient database, SchedulesProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    Outlook outlook() {
        return database.sql("""
                        select now() as now, (select min(next_at) from schedule where not paused) as next_at,
                               exists (select 1 from schedule_firing where outcome = 'queued') as queued""")
                .query((row, n) -> new Outlook(
                        ScheduleRows.instant(row, "now"),
                        Optional.ofNullable(ScheduleRows.instant(row, "next_at")),
                        row.getBoolean("queued")))
                .single();
    }

    /**
     * Holds some that are due and that no other process holds. Those of workflows that are not loaded here are left to
     * others until they are nearly missed; those that cannot be read here, for good.
     *
     * @param known the workflows that are loaded here
     */
    Claimed<DueSchedule> claim(Collection<String> known) {
        return Claimed.of(withoutUnreadable(database.sql(
                        "select " + ScheduleRows.COLUMNS + ", now() as now, s.overlap <> 'allow' and " + BUSY
                                + " as busy, " + QUEUED + """
                            as queued
                          from schedule s
                         where not s.paused and s.next_at <= now()
                           and (s.workflow = any(:known)
                                or s.next_at <= now() - make_interval(secs => :patience))
                           and """ + " " + READABLE + """

                         order by s.next_at
                         limit :batch
                           for update of s skip locked"""))
                .param("overdue", seconds())
                .param("known", known.toArray(String[]::new))
                .param("patience", properties.misfireAfter().toMillis() / 2e3)
                .param("batch", properties.batch())
                .query((row, n) -> unreadable.read(row, JdbcDueSchedules::due))
                .list());
    }

    /**
     * Holds some whose next firing waits for a run that has ended by now, each with the planned time of that firing. Those
     * of workflows that are not loaded here are left to others for some minutes after that.
     *
     * @param known the workflows that are loaded here
     */
    List<WaitingFiring> claimQueued(Collection<String> known) {
        return withoutUnreadable(database.sql("select " + ScheduleRows.COLUMNS + """
                            , now() as now,
                            (select min(planned_at) from schedule_firing f
                              where f.schedule_id = s.id and f.outcome = 'queued') as planned_at
                          from schedule s
                         where not s.paused
                           and exists (select 1 from schedule_firing f
                                        where f.schedule_id = s.id and f.outcome = 'queued')
                           and not """ + " " + BUSY + """

                           and (s.workflow = any(:known)
                                or (select min(decided_at) from schedule_firing f
                                     where f.schedule_id = s.id and f.outcome = 'queued')
                                   <= now() - make_interval(secs => :patience)
                                   and not """ + " "
                        + JUST_ENDED + """
                               )
                           and """ + " " + READABLE + """

                         limit :batch
                           for update of s skip locked"""))
                .param("overdue", seconds())
                .param("known", known.toArray(String[]::new))
                .param("patience", QUEUED_PATIENCE.toSeconds())
                .param("batch", properties.batch())
                .query((row, n) -> unreadable.read(row, JdbcDueSchedules::waiting))
                .list()
                .stream()
                .flatMap(Optional::stream)
                // Another process may have taken it between the snapshot and the lock.
                .filter(found -> found.plannedAt() != null)
                .toList();
    }

    /** Writes what is decided and tells which of it is new: each planned time is dealt with once, whoever comes first. */
    Set<FiringKey> insert(List<Decision> decisions) {
        return new HashSet<>(database.sql("""
                        insert into schedule_firing (schedule_id, planned_at, outcome, reason, times, until_at, run_id)
                        select d.schedule, d.planned, d.outcome, d.reason, d.times, d.until, d.run
                          from unnest(:schedules::uuid[], :planned::text[]::timestamptz[], :outcomes::text[],
                                      :reasons::text[], :times::integer[], :untils::text[]::timestamptz[],
                                      :runs::uuid[])
                               as d (schedule, planned, outcome, reason, times, until, run)
                            on conflict do nothing
                        returning schedule_id, planned_at""")
                .param("schedules", all(decisions, Decision::schedule, UUID[]::new))
                .param("planned", all(decisions, d -> ScheduleRows.text(d.plannedAt()), String[]::new))
                .param("outcomes", all(decisions, d -> d.outcome().wireName(), String[]::new))
                .param("reasons", all(decisions, Decision::reason, String[]::new))
                .param("times", all(decisions, Decision::times, Integer[]::new))
                .param("untils", all(decisions, d -> ScheduleRows.text(d.untilAt()), String[]::new))
                .param("runs", all(decisions, JdbcDueSchedules::run, UUID[]::new))
                .query((row, n) -> new FiringKey(
                        row.getObject("schedule_id", UUID.class), ScheduleRows.instant(row, "planned_at")))
                .list());
    }

    /** The same for firings that were queued; those that are not queued any more are left as they are. */
    Set<FiringKey> settle(List<Decision> decisions) {
        return new HashSet<>(database.sql("""
                        update schedule_firing f
                           set outcome = d.outcome, reason = d.reason, run_id = d.run, decided_at = now()
                          from unnest(:schedules::uuid[], :planned::text[]::timestamptz[], :outcomes::text[],
                                      :reasons::text[], :runs::uuid[])
                               as d (schedule, planned, outcome, reason, run)
                         where f.schedule_id = d.schedule and f.planned_at = d.planned and f.outcome = 'queued'
                        returning f.schedule_id, f.planned_at""")
                .param("schedules", all(decisions, Decision::schedule, UUID[]::new))
                .param("planned", all(decisions, d -> ScheduleRows.text(d.plannedAt()), String[]::new))
                .param("outcomes", all(decisions, d -> d.outcome().wireName(), String[]::new))
                .param("reasons", all(decisions, Decision::reason, String[]::new))
                .param("runs", all(decisions, JdbcDueSchedules::run, UUID[]::new))
                .query((row, n) -> new FiringKey(
                        row.getObject("schedule_id", UUID.class), ScheduleRows.instant(row, "planned_at")))
                .list());
    }

    void advance(List<Schedule> schedules, Function<Schedule, Instant> next) {
        database.sql("""
                        update schedule s
                           set next_at = d.next
                          from unnest(:ids::uuid[], :nexts::text[]::timestamptz[]) as d (id, next)
                         where s.id = d.id""")
                .param("ids", all(schedules, Schedule::id, UUID[]::new))
                .param("nexts", all(schedules, each -> ScheduleRows.text(next.apply(each)), String[]::new))
                .update();
    }

    private JdbcClient.StatementSpec withoutUnreadable(JdbcClient.StatementSpec statement) {
        List<Map.Entry<UUID, Instant>> known = List.copyOf(unreadable.updates().entrySet());
        return statement
                .param("unreadable", all(known, Map.Entry::getKey, UUID[]::new))
                .param("updates", all(known, each -> ScheduleRows.text(each.getValue()), String[]::new));
    }

    /** Among the last runs of a schedule, so that a long ledger costs nothing. */
    private static String lastRuns(String condition) {
        return """
                exists (select 1
                          from (select run_id
                                  from schedule_firing f
                                 where f.schedule_id = s.id and f.run_id is not null
                                 order by planned_at desc
                                 limit 100) recent
                          join run r on r.id = recent.run_id
                         where %s)""".formatted(condition);
    }

    private double seconds() {
        return properties.overdueAfter().toMillis() / 1e3;
    }

    private static UUID run(Decision decision) {
        return decision.run() == null ? null : decision.run().id();
    }

    private static DueSchedule due(ResultSet row) throws SQLException {
        return new DueSchedule(
                ScheduleRows.schedule(row),
                ScheduleRows.instant(row, "now"),
                row.getBoolean("busy"),
                row.getInt("queued"));
    }

    private static WaitingFiring waiting(ResultSet row) throws SQLException {
        return new WaitingFiring(
                ScheduleRows.schedule(row), ScheduleRows.instant(row, "planned_at"), ScheduleRows.instant(row, "now"));
    }

    private static <S, V> V[] all(List<S> sources, Function<S, V> value, IntFunction<V[]> array) {
        return sources.stream().map(value).toArray(array);
    }

    /**
     * What is ahead.
     *
     * @param now the database's time
     * @param nextAt the next planned time of all schedules, which may have passed
     * @param queued whether firings wait for runs
     */
    record Outlook(Instant now, Optional<Instant> nextAt, boolean queued) {
        boolean isDue() {
            return nextAt.filter(next -> !next.isAfter(now)).isPresent();
        }
    }

    /**
     * What is held.
     *
     * @param rows how many there were, with those that cannot be read
     */
    record Claimed<T>(int rows, List<T> readable) {
        static <T> Claimed<T> of(List<Optional<T>> rows) {
            return new Claimed<>(
                    rows.size(), rows.stream().flatMap(Optional::stream).toList());
        }
    }

    /** A planned time of a schedule. */
    record FiringKey(UUID schedule, Instant plannedAt) {
        static FiringKey of(Decision decision) {
            return new FiringKey(decision.schedule(), decision.plannedAt());
        }
    }

    /** A firing that waits for a run, and the schedule that is held for it. */
    record WaitingFiring(Schedule schedule, Instant plannedAt, Instant now) {}
}
