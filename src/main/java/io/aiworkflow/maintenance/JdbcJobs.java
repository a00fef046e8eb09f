package io.aiworkflow.maintenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How chores stand, in PostgreSQL. Times are the database's. */
@Repository
class JdbcJobs {
    private static final String SELECT = """
            select job, known_since, paused_at, paused_by, run_id, started_at, finished_at, duration_ms, outcome, summary,
                   result, error, last_success_at, last_done_at, failures
              from maintenance_job""";

    private final JdbcClient database;
    private final ObjectMapper json;

    JdbcJobs(JdbcClient database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Those that were ever seen, by name. */
    List<JobState> all() {
        return database.sql(SELECT + " order by job").query(JdbcJobs::state).list();
    }

    Optional<JobState> find(String job) {
        return database.sql(SELECT + " where job = :job")
                .param("job", job)
                .query(JdbcJobs::state)
                .optional();
    }

    Instant now() {
        return database.sql("select now()")
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }

    /** Notes that there are these chores, so that it is known since when they are to be done. */
    void know(Collection<String> jobs) {
        database.sql("""
                        insert into maintenance_job (job)
                        select unnest(:jobs::text[])
                            on conflict do nothing""").param("jobs", jobs.toArray(String[]::new)).update();
    }

    void pause(String job, String by) {
        database.sql("""
                        insert into maintenance_job (job, paused_at, paused_by) values (:job, now(), :by)
                            on conflict (job) do update
                           set paused_at = now(), paused_by = :by
                         where maintenance_job.paused_at is null""").param("job", job).param("by", by).update();
    }

    void resume(String job) {
        database.sql("""
                        update maintenance_job
                           set paused_at = null, paused_by = null, known_since = now()
                         where job = :job and paused_at is not null""").param("job", job).update();
    }

    void started(String job, UUID run) {
        database.sql("""
                        insert into maintenance_job (job, run_id, started_at) values (:job, :run, now())
                            on conflict (job) do update set run_id = :run, started_at = now()""").param("job", job).param("run", run).update();
    }

    void succeeded(String job, Duration took, JobResult done) {
        database.sql("""
                        update maintenance_job
                           set finished_at = now(), duration_ms = :took, outcome = 'succeeded', summary = :summary,
                               result = :result::jsonb, error = null, failures = 0, last_success_at = now(),
                               last_done_at = case when :done then now() else last_done_at end
                         where job = :job""")
                .param("job", job)
                .param("took", took.toMillis())
                .param("summary", done.summary())
                .param("result", json.valueToTree(done.figures()).toString())
                .param("done", done.done())
                .update();
    }

    /** The figures of the last success stay. */
    void failed(String job, Duration took, String error) {
        database.sql("""
                        update maintenance_job
                           set finished_at = now(), duration_ms = :took, outcome = 'failed', error = :error,
                               failures = failures + 1
                         where job = :job""")
                .param("job", job)
                .param("took", took.toMillis())
                .param("error", error)
                .update();
    }

    private static JobState state(ResultSet row, int n) throws SQLException {
        return new JobState(
                row.getString("job"),
                time(row, "known_since"),
                time(row, "paused_at"),
                row.getString("paused_by"),
                row.getObject("run_id", UUID.class),
                time(row, "started_at"),
                time(row, "finished_at"),
                row.getObject("duration_ms", Long.class),
                row.getString("outcome"),
                row.getString("summary"),
                json(row.getString("result")),
                row.getString("error"),
                time(row, "last_success_at"),
                time(row, "last_done_at"),
                row.getInt("failures"));
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static JsonNode json(String stored) {
        try {
            return stored == null ? null : StrictJson.parseStored(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was stored of a maintenance job is not JSON", e);
        }
    }
}
