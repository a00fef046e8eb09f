package io.aiworkflow.schedule;

import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.DeclaredSchedule;
import io.aiworkflow.workflow.Timetable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Schedules in PostgreSQL. */
@Repository
class JdbcSchedules {
    private static final String LAST = """
             left join lateral (
                 select planned_at, decided_at, outcome, reason, times, until_at, run_id
                   from schedule_firing f
                  where f.schedule_id = s.id
                  order by planned_at desc
                  limit 1) f on true
            """;
    private static final String FIRING_COLUMNS =
            "f.planned_at, f.decided_at, f.outcome, f.reason, f.times, f.until_at, f.run_id";

    private final JdbcClient database;
    private final double overdueSeconds;
    private final UnreadableSchedules unreadable = new UnreadableSchedules();

    JdbcSchedules(JdbcClient database, SchedulesProperties properties) {
        this.database = database;
        this.overdueSeconds = properties.overdueAfter().toMillis() / 1e3;
    }

    /** The time that counts. */
    Instant now() {
        return database.sql("select now()").query(OffsetDateTime.class).single().toInstant();
    }

    /** Whether it was written: the name may be taken. */
    boolean insert(NewSchedule schedule) {
        return timetable(database.sql("""
                        insert into schedule (id, name, source, owner, role, workflow, input, kind, spec, zone, anchor,
                                              misfire, overlap, paused, next_at)
                        values (:id, :name, 'api', :owner, :role, :workflow, :input::json, :kind, :spec, :zone,
                                :anchor::timestamptz, :misfire, :overlap, :paused, :next::timestamptz)
                            on conflict (name) do nothing"""), schedule.timetable())
                        .param("id", schedule.id())
                        .param("name", schedule.name())
                        .param("owner", schedule.owner())
                        .param("role", schedule.role().wireName())
                        .param("workflow", schedule.workflow())
                        .param("input", StrictJson.write(schedule.input()))
                        .param("misfire", schedule.misfire().text())
                        .param("overlap", schedule.overlap().text())
                        .param("paused", schedule.paused())
                        .param("next", ScheduleRows.text(schedule.nextAt()))
                        .update()
                == 1;
    }

    /**
     * Changes what a request may change. The next planned time stays unless the times change: since it was read, the
     * schedule may have fired or been resumed.
     */
    void update(UUID id, NewSchedule schedule) {
        timetable(database.sql("""
                        update schedule
                           set input = :input::json, kind = :kind, spec = :spec, zone = :zone,
                               anchor = :anchor::timestamptz, misfire = :misfire, overlap = :overlap,
                               next_at = case when (kind, spec, zone, anchor)
                                                   is distinct from (:kind, :spec, :zone, :anchor::timestamptz)
                                              then :next::timestamptz else next_at end,
                               updated_at = now()
                         where id = :id"""), schedule.timetable())
                .param("id", id)
                .param("input", StrictJson.write(schedule.input()))
                .param("misfire", schedule.misfire().text())
                .param("overlap", schedule.overlap().text())
                .param("next", ScheduleRows.text(schedule.nextAt()))
                .update();
    }

    /**
     * What a file declares takes the place of what it declared before, also of what is just being removed; of somebody
     * else's schedule it does not.
     */
    boolean declare(DeclaredSchedule declared, UUID id, UserRole role, Instant nextAt) {
        return timetable(database.sql("""
                        insert into schedule (id, name, source, owner, role, file, seen_at, workflow, input, kind,
                                              spec, zone, anchor, misfire, overlap, next_at)
                        values (:id, :name, 'file', :owner, :role, :file, now(), :workflow, :input::json, :kind, :spec,
                                :zone, :anchor::timestamptz, :misfire, :overlap, :next::timestamptz)
                            on conflict (name) do update
                           set role = excluded.role, file = excluded.file, seen_at = now(),
                               workflow = excluded.workflow, input = excluded.input, kind = excluded.kind,
                               spec = excluded.spec, zone = excluded.zone, anchor = excluded.anchor,
                               misfire = excluded.misfire, overlap = excluded.overlap, updated_at = now(),
                               paused = schedule.paused and schedule.seen_at > '-infinity',
                               next_at = case when schedule.seen_at = '-infinity'
                                                or (schedule.kind, schedule.spec, schedule.zone, schedule.anchor)
                                                   is distinct from
                                                   (excluded.kind, excluded.spec, excluded.zone, excluded.anchor)
                                              then excluded.next_at else schedule.next_at end
                         where schedule.source = 'file'"""), declared.timetable())
                        .param("id", id)
                        .param("name", declared.name())
                        .param("owner", Schedule.OF_ENGINE)
                        .param("role", role.wireName())
                        .param("file", declared.source())
                        .param("workflow", declared.workflow())
                        .param("input", StrictJson.write(declared.input()))
                        .param("misfire", declared.misfire().text())
                        .param("overlap", declared.overlap().text())
                        .param("next", ScheduleRows.text(nextAt))
                        .update()
                == 1;
    }

    /**
     * The files of these are still there.
     *
     * @return those of them that are there and stay; the others have to be declared anew
     */
    Set<String> confirm(Collection<String> declared) {
        return new HashSet<>(database.sql("""
                        update schedule
                           set seen_at = now()
                         where source = 'file' and name = any(:names) and seen_at > '-infinity'
                        returning name""")
                .param("names", declared.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    Optional<FoundSchedule> find(String name) {
        return database.sql("select " + ScheduleRows.COLUMNS + " from schedule s where s.name = :name")
                .param("overdue", overdueSeconds)
                .param("name", name)
                .query((row, n) -> new FoundSchedule(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("owner"),
                        row.getString("file") != null,
                        unreadable.read(row, ScheduleRows::schedule)))
                .optional();
    }

    Optional<Firing> last(UUID schedule) {
        return database.sql("select " + FIRING_COLUMNS + " from schedule s" + LAST
                        + " where s.id = :id and f.planned_at is not null")
                .param("id", schedule)
                .query((row, n) -> ScheduleRows.firing(row))
                .optional();
    }

    /** In the order of their names, each with its last line of the ledger; what cannot be read here is left out. */
    List<ListedSchedule> list(Optional<String> owner, Optional<String> after, int limit) {
        List<ListedSchedule> found = new ArrayList<>();
        Optional<String> from = after;
        boolean more = true;
        while (more) {
            int wanted = limit - found.size();
            List<NamedRow> rows = rows(owner, from, wanted);
            rows.forEach(row -> row.schedule().ifPresent(found::add));
            // A page that is not full would be the last one.
            more = rows.size() == wanted && found.size() < limit;
            from = rows.isEmpty() ? from : Optional.of(rows.get(rows.size() - 1).name());
        }
        return found;
    }

    private List<NamedRow> rows(Optional<String> owner, Optional<String> after, int limit) {
        return database.sql("select " + ScheduleRows.COLUMNS + ", " + FIRING_COLUMNS + " from schedule s" + LAST + """
                         where (:owner::text is null or s.owner = :owner)
                           and (:after::text is null or s.name > :after)
                         order by s.name
                         limit :limit""")
                .param("overdue", overdueSeconds)
                .param("owner", owner.orElse(null))
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query((row, n) -> new NamedRow(row.getString("name"), unreadable.read(row, JdbcSchedules::listed)))
                .list();
    }

    private static ListedSchedule listed(ResultSet row) throws SQLException {
        return new ListedSchedule(
                ScheduleRows.schedule(row),
                row.getObject("planned_at") == null ? Optional.empty() : Optional.of(ScheduleRows.firing(row)));
    }

    int countOf(String owner) {
        return database.sql("select count(*) from schedule where owner = :owner")
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }

    /** @param nextAt the next planned time from now on; those that passed while it was paused do not count */
    void setPaused(UUID id, boolean paused, Instant nextAt) {
        database.sql("""
                        update schedule
                           set paused = :paused, next_at = :next::timestamptz, updated_at = now()
                         where id = :id and paused <> :paused""")
                .param("id", id)
                .param("paused", paused)
                .param("next", ScheduleRows.text(nextAt))
                .update();
    }

    private static JdbcClient.StatementSpec timetable(JdbcClient.StatementSpec statement, Timetable timetable) {
        return statement
                .param("kind", timetable.kind().name().toLowerCase(Locale.ROOT))
                .param("spec", timetable.text())
                .param("zone", timetable.zone())
                .param("anchor", ScheduleRows.text(timetable.anchor()));
    }

    /** A row, and what could be read of it. */
    private record NamedRow(String name, Optional<ListedSchedule> schedule) {}
}
