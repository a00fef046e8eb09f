package io.aiworkflow.maintenance;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Counts for reports. Runs of the history are looked for in the weeks around the time only. */
@Repository
class JdbcReportFigures {
    private static final int SHOWN = 10;
    /** How long a run may have been under way that ended within the time. */
    private static final long LONGEST_RUN_MILLIS = 14L * 24 * 3600 * 1000;

    private static final String ENDED = """
            with ended as (
                select workflow, state, error_code, started_at, finished_at
                  from run
                 where state in ('succeeded', 'failed', 'cancelled') and finished_at >= :from and finished_at < :until
                union all
                select workflow, state, error_code, started_at, finished_at
                  from run_history
                 where id >= :first and finished_at >= :from and finished_at < :until)
            """;

    private final JdbcClient database;

    JdbcReportFigures(JdbcClient database) {
        this.database = database;
    }

    /** How many runs ended in which state. */
    List<Map<String, Object>> runs(Instant from, Instant until) {
        return ended("select state, count(*) as runs from ended group by state order by state", from, until);
    }

    List<Map<String, Object>> failures(Instant from, Instant until) {
        return ended("""
                        select workflow, coalesce(error_code, 'UNKNOWN') as cause, count(*) as runs
                          from ended
                         where state = 'failed'
                         group by 1, 2
                         order by runs desc, 1, 2
                         limit %d""".formatted(SHOWN), from, until);
    }

    List<Map<String, Object>> slowest(Instant from, Instant until) {
        return ended("""
                        select workflow, count(*) as runs,
                               round(percentile_disc(0.95) within group (order by took))::bigint as "p95Ms",
                               round(max(took))::bigint as "longestMs"
                          from (select workflow, extract(epoch from finished_at - started_at) * 1000 as took
                                  from ended where started_at is not null) t
                         group by workflow
                         order by "p95Ms" desc, workflow
                         limit %d""".formatted(SHOWN), from, until);
    }

    /** What schedules did not do as planned, the worst first, each with the last reason. */
    List<Map<String, Object>> schedules(Instant from, Instant until) {
        return database.sql("""
                        select s.name as schedule, f.outcome, sum(f.times)::bigint as times,
                               (array_agg(f.reason order by f.planned_at desc))[1] as reason
                          from schedule_firing f
                          join schedule s on s.id = f.schedule_id
                         where f.decided_at >= :from and f.decided_at < :until
                           and f.outcome in ('refused', 'missed', 'late', 'skipped')
                         group by s.name, f.outcome
                         order by array_position(array['refused', 'missed', 'late', 'skipped'], f.outcome), times desc, s.name
                         limit %d""".formatted(SHOWN))
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("until", until.atOffset(ZoneOffset.UTC))
                .query()
                .listOfRows();
    }

    /** Of this moment. */
    Map<String, Object> queue() {
        return database.sql("""
                        select count(*) filter (where state = 'queued') as queued,
                               count(*) filter (where state = 'running') as running,
                               count(*) filter (where state = 'waiting') as waiting,
                               count(*) filter (where state = 'failed') as "deadLetters",
                               coalesce(extract(epoch from now() - min(order_at) filter (where state = 'queued')), 0)::bigint
                                   as "oldestSeconds",
                               (select count(*) from worker where lease_until > now()) as workers
                          from run""").query().singleRow();
    }

    /** The days are those of UTC that the time touches. */
    List<Map<String, Object>> tokens(Instant from, Instant until) {
        return database.sql("""
                        select model, sum(calls)::bigint as calls, sum(prompt_tokens)::bigint as "promptTokens",
                               sum(answer_tokens)::bigint as "answerTokens"
                          from model_usage
                         where day >= :from and day <= :until
                         group by model
                         order by 3 desc
                         limit %d""".formatted(SHOWN))
                .param("from", LocalDate.ofInstant(from, ZoneOffset.UTC))
                .param("until", LocalDate.ofInstant(until, ZoneOffset.UTC))
                .query()
                .listOfRows();
    }

    /** What grows, at this moment. */
    Map<String, Object> capacity() {
        return database.sql("""
                        select pg_database_size(current_database()) as "databaseBytes",
                               (select count(*) from document) as documents,
                               (select count(*) from chunk) as chunks,
                               (select count(*) from account) as accounts,
                               (select coalesce(sum(runs), 0)::bigint from run_history_tally) as "runsInHistory"
                        """).query().singleRow();
    }

    private List<Map<String, Object>> ended(String select, Instant from, Instant until) {
        StatementSpec statement = database.sql(ENDED + select);
        return statement
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("first", firstId(from.toEpochMilli() - LONGEST_RUN_MILLIS))
                .query()
                .listOfRows();
    }

    /** The least id that a run may have that was accepted then: its first 48 bits are the time. */
    private static UUID firstId(long millis) {
        return new UUID(Math.max(0, millis) << 16, 0);
    }
}
