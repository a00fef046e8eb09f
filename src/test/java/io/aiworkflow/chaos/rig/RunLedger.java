package io.aiworkflow.chaos.rig;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the database says about runs, read past the engine. A trigger writes each move of a run down, and each step that
 * was written for a run by somebody who does not hold it.
 */
public final class RunLedger implements AutoCloseable {
    private static final String AUDIT = """
            create table chaos_move (
                seq bigint generated always as identity primary key, run_id uuid not null,
                old_state text not null, new_state text not null, old_token bigint not null, new_token bigint not null,
                worker_id uuid, due_at timestamptz, at timestamptz not null default clock_timestamp());
            create table chaos_stale_step (run_id uuid, step text, token bigint, at timestamptz default clock_timestamp());
            create function chaos_move() returns trigger language plpgsql as $$
            begin
                if new.state <> old.state or new.token <> old.token then
                    insert into chaos_move (run_id, old_state, new_state, old_token, new_token, worker_id, due_at)
                    values (new.id, old.state, new.state, old.token, new.token,
                            coalesce(new.worker_id, old.worker_id), new.due_at);
                end if;
                return null;
            end $$;
            create trigger chaos_move after update on run for each row execute function chaos_move();
            create function chaos_stale_step() returns trigger language plpgsql as $$
            begin
                if not exists (select from run where id = new.run_id and token = new.token and state = 'running') then
                    insert into chaos_stale_step (run_id, step, token) values (new.run_id, new.step, new.token);
                end if;
                return null;
            end $$;
            create trigger chaos_stale_step after insert or update of token on run_step
                for each row execute function chaos_stale_step();
            """;
    private static final String ALL_RUNS = """
            (select id, workflow, state, error_code, token, failures, crashes, created_at, started_at from run
              union all
             select id, workflow, state, error_code, token, failures, crashes, created_at, started_at from run_history)
            """;

    /** How a run stands. */
    public record RunLine(UUID id, String state, String errorCode, int failures, int crashes) {}

    /** A change of state or owner. */
    public record Move(
            UUID runId,
            String oldState,
            String newState,
            long oldToken,
            long newToken,
            UUID workerId,
            Instant dueAt,
            Instant at) {}

    private final HikariDataSource dataSource;
    private final JdbcClient database;
    private final String allRuns;

    RunLedger(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(1);
        dataSource = new HikariDataSource(config);
        migrate();
        database = JdbcClient.create(dataSource);
        allRuns = exists("run_history") ? ALL_RUNS : ALL_RUNS.substring(0, ALL_RUNS.indexOf("union")) + ")";
        new JdbcTemplate(dataSource).execute(AUDIT);
    }

    private void migrate() {
        // Liquibase keeps its state in one place for the whole process.
        synchronized (SpringLiquibase.class) {
            runLiquibase();
        }
    }

    private void runLiquibase() {
        try {
            SpringLiquibase liquibase = new SpringLiquibase();
            liquibase.setDataSource(dataSource);
            liquibase.setResourceLoader(new DefaultResourceLoader());
            liquibase.setChangeLog("classpath:db/changelog/db.changelog-master.yaml");
            liquibase.afterPropertiesSet();
        } catch (LiquibaseException e) {
            throw new IllegalStateException("the schema could not be created", e);
        }
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcClient sql() {
        return database;
    }

    public boolean exists(String table) {
        return JdbcClient.create(dataSource)
                .sql("select to_regclass(:table) is not null")
                .param("table", table)
                .query(Boolean.class)
                .single();
    }

    /**
     * Puts runs into the queue past the REST doors, for another user than theirs.
     *
     * @param workflow one that a node has loaded
     */
    public List<UUID> insertRuns(String workflow, String submitter, int count, String input) {
        String version = database.sql("""
                        select version from workflow_version where workflow = :workflow order by created_at desc limit 1""")
                .param("workflow", workflow)
                .query(String.class)
                .single();
        List<UUID> ids = Stream.generate(UuidV7::next).limit(count).toList();
        database.sql("""
                        insert into run (id, workflow, workflow_version, state, input, submitter, request_hash, max_attempts)
                        select id, :workflow, :version, 'queued', :input::json, :submitter, 'none', 3
                          from unnest(:ids::uuid[]) as id""")
                .param("ids", ids.toArray(UUID[]::new))
                .param("workflow", workflow)
                .param("version", version)
                .param("input", input)
                .param("submitter", submitter)
                .update();
        return ids;
    }

    /** Puts runs beside the queue that all become due at the same moment. */
    public void insertWaiting(String workflow, int count, Duration after) {
        database.sql("""
                        insert into run (id, workflow, workflow_version, state, waits_for, due_at, input, request_hash,
                                         max_attempts)
                        select id, :workflow, (select version from workflow_version where workflow = :workflow limit 1),
                               'waiting', 'retry', now() + make_interval(secs => :seconds), '{}', 'none', 3
                          from unnest(:ids::uuid[]) as id""")
                .param("ids", Stream.generate(UuidV7::next).limit(count).toArray(UUID[]::new))
                .param("workflow", workflow)
                .param("seconds", after.toMillis() / 1e3)
                .update();
    }

    /** How many of the runs are in the state. */
    public long count(List<UUID> runs, String state) {
        return database.sql("select count(*) from " + allRuns + " r where id = any(:ids) and state = :state")
                .param("ids", runs.toArray(UUID[]::new))
                .param("state", state)
                .query(Long.class)
                .single();
    }

    /** How many of the runs have been claimed so many times at least. */
    public long claimed(List<UUID> runs, int times) {
        return database.sql("select count(*) from " + allRuns + " r where id = any(:ids) and token >= :times")
                .param("ids", runs.toArray(UUID[]::new))
                .param("times", times)
                .query(Long.class)
                .single();
    }

    /** Runs that are not final. */
    public long open() {
        return number("select count(*) from run where state in ('queued', 'running', 'waiting')");
    }

    public long number(String query) {
        return database.sql(query).query(Long.class).single();
    }

    /** Every run, whether it has moved to the history or not. An id that is in both tables is there twice. */
    public List<RunLine> runs() {
        return database.sql("select id, state, error_code, failures, crashes from " + allRuns + " every_run")
                .query(RunLine.class)
                .list();
    }

    public Map<UUID, RunLine> runsById() {
        Map<UUID, RunLine> byId = new HashMap<>();
        runs().forEach(run -> byId.put(run.id(), run));
        return byId;
    }

    public Map<String, Long> countByState() {
        return runs().stream().collect(Collectors.groupingBy(RunLine::state, Collectors.counting()));
    }

    public List<Move> moves() {
        return database.sql("""
                        select run_id, old_state, new_state, old_token, new_token, worker_id, due_at, at
                          from chaos_move
                         order by seq""")
                .query((row, n) -> new Move(
                        row.getObject("run_id", UUID.class),
                        row.getString("old_state"),
                        row.getString("new_state"),
                        row.getLong("old_token"),
                        row.getLong("new_token"),
                        row.getObject("worker_id", UUID.class),
                        row.getTimestamp("due_at").toInstant(),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /** Whether a worker has sent a heartbeat after it had entered itself. */
    public boolean isHeardAfterEntry(UUID worker) {
        return database.sql("select renewed_at > started_at from worker where id = :worker")
                .param("worker", worker)
                .query(Boolean.class)
                .single();
    }

    /** Steps that somebody wrote who did not hold the run. */
    public long staleSteps() {
        return number("select count(*) from chaos_stale_step");
    }

    /** When each finished step was written down, by run and step. */
    public Map<String, Instant> finishedSteps() {
        Map<String, Instant> finished = new HashMap<>();
        String history = exists("run_step_history")
                ? "union all select run_id, step, finished_at from run_step_history where state = 'succeeded'"
                : "";
        database.sql("select run_id, step, finished_at from run_step where state = 'succeeded' " + history)
                .query(row -> {
                    finished.put(
                            row.getString("run_id") + ":" + row.getString("step"),
                            row.getTimestamp("finished_at").toInstant());
                });
        return finished;
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
