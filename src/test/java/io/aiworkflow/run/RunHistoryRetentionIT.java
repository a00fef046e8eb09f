package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of moved runs when their time is over. */
class RunHistoryRetentionIT {
    private static final Duration MONTH = Duration.ofDays(30);

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcRunStore store;
    private static JdbcRunHistory history;

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        store = new JdbcRunStore(
                database, new QueueProperties(1000, 1000, 0, Duration.ofSeconds(30), Duration.ZERO, 10));
        history = new JdbcRunHistory(database);
        history.createPartitions(Instant.now());
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate run, run_key, run_wait, run_attempt, effect, run_history, run_step_history,"
                        + " run_history_tally, dead_letter_replay")
                .update();
    }

    @Test
    void makesThePartitionsOfThisWeekAndTheNextOnce() {
        Instant past = Instant.parse("2020-12-30T12:00:00Z");
        history.createPartitions(past);
        history.createPartitions(past);
        assertThat(partitions()).contains("run_history_2020w53", "run_history_2021w01");
        assertThat(history.dropOld(Instant.now(), MONTH)).contains("run_history_2020w53", "run_history_2021w01");
        assertThat(partitions()).doesNotContain("run_history_2020w53", "run_history_2021w01");
        assertThat(database.sql("select count(*) from pg_class where relname like 'run_step_history_202_w%'"
                                + " and relname < 'run_step_history_2022'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void dropsAWeekWithAllThatBelongsToItsRuns() {
        UUID run = insertOld(Instant.parse("2021-06-15T12:00:00Z"), "interval '40 days'", null);
        UUID unfinished = submit();
        for (UUID each : List.of(run, unfinished)) {
            insertBelongings(each);
        }
        assertThat(history.dropOld(Instant.now(), MONTH)).containsExactly("run_history_2021w24", "run_history_2021w25");
        assertThat(store.find(run)).isEmpty();
        assertThat(store.countByState()).isEqualTo(Map.of(RunState.QUEUED, 1L));
        for (String table : List.of("run_wait", "run_attempt", "effect", "run_key", "dead_letter_replay")) {
            assertThat(database.sql("select run_id from " + table)
                            .query(UUID.class)
                            .list())
                    .as(table)
                    .containsExactly(unfinished);
        }
    }

    @Test
    void keepsAWeekInWhichARunEndedLate() {
        UUID run = insertOld(Instant.parse("2021-06-15T12:00:00Z"), "interval '2 days'", null);
        assertThat(history.dropOld(Instant.now(), MONTH)).containsExactly("run_history_2021w25");
        assertThat(store.find(run)).isPresent();
        database.sql("update run_history set finished_at = now() - interval '31 days'")
                .update();
        assertThat(history.dropOld(Instant.now(), MONTH)).containsExactly("run_history_2021w24");
    }

    @Test
    void keepsAWeekOfWhichAnUnfinishedParentMayNeedASubRun() {
        UUID parent = submit();
        UUID child = insertOld(Instant.parse("2021-06-15T12:00:00Z"), "interval '40 days'", parent);
        assertThat(history.dropOld(Instant.now(), MONTH)).containsExactly("run_history_2021w25");
        assertThat(store.find(child)).isPresent();
        database.sql("delete from run").update();
        assertThat(history.dropOld(Instant.now(), MONTH)).containsExactly("run_history_2021w24");
    }

    @Test
    void forgetsOldRunsThatFitIntoNoWeek() {
        UUID old = UUID.fromString("00000000-0000-4000-8000-000000000001");
        UUID young = UUID.fromString("00000000-0000-4000-8000-000000000002");
        insert(old, "interval '40 days'", null);
        insert(young, "interval '2 days'", null);
        insertBelongings(old);
        assertThat(history.forgetRest(MONTH)).isEqualTo(1);
        assertThat(store.find(old)).isEmpty();
        assertThat(store.find(young)).isPresent();
        assertThat(store.countByState()).containsEntry(RunState.SUCCEEDED, 1L);
        assertThat(count("run_key")).isZero();
        assertThat(count("effect")).isZero();
    }

    @Test
    void forgetsThemInBatches() {
        int all = JdbcRunHistory.BATCH + 7;
        for (int i = 1; i <= all; i++) {
            insert(new UUID(i, 0x8000_0000_0000_0000L), "interval '40 days'", null);
        }
        assertThat(history.forgetRest(MONTH)).isEqualTo(JdbcRunHistory.BATCH);
        assertThat(store.countByState()).containsEntry(RunState.SUCCEEDED, 7L);

        HistoryRetention retention = new HistoryRetention(history, new JdbcWorkflowVersions(database), settings(10));
        insert(UUID.fromString("00000000-0000-4000-8000-000000000002"), "interval '2 days'", null);
        for (int i = 1; i <= JdbcRunHistory.BATCH; i++) {
            insert(new UUID(all + i, 0x8000_0000_0000_0000L), "interval '40 days'", null);
        }
        assertThat(retention.forgetRest()).isEqualTo(all);
        assertThat(store.countByState()).containsEntry(RunState.SUCCEEDED, 1L);
    }

    @Test
    void dropsMuchInBatchesSoThatNobodyWaitsForLong() {
        UUID run = insertOld(Instant.parse("2021-06-15T12:00:00Z"), "interval '40 days'", null);
        database.sql("insert into run_attempt (run_id, number, started_at, ended_at, outcome)"
                        + " select :run, n, now(), now(), 'retry' from generate_series(1, :attempts) n")
                .param("run", run)
                .param("attempts", JdbcRunHistory.BATCH * 2 + 7)
                .update();
        database.sql("""
                        create table deleted_at_once (attempts bigint);
                        create function count_deleted() returns trigger language plpgsql as
                            'begin insert into deleted_at_once select count(*) from gone; return null; end';
                        create trigger count_deleted after delete on run_attempt
                            referencing old table as gone for each statement execute function count_deleted()""").update();
        try {
            assertThat(history.dropOld(Instant.now(), MONTH)).contains("run_history_2021w24");
            assertThat(database.sql("select attempts from deleted_at_once where attempts > 0")
                            .query(Integer.class)
                            .list())
                    .containsExactly(JdbcRunHistory.BATCH, JdbcRunHistory.BATCH, 7);
        } finally {
            database.sql("drop trigger count_deleted on run_attempt;"
                            + " drop function count_deleted(); drop table deleted_at_once")
                    .update();
        }
    }

    private static HistoryProperties settings(int batch) {
        return new HistoryProperties(MONTH, Duration.ofDays(90), Duration.ZERO, Duration.ofSeconds(1), batch);
    }

    private static UUID submit() {
        WorkflowDefinition workflow = new WorkflowDefinition(
                "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        return store.submit(
                        NewRun.of(workflow, StrictJson.toTree(1), Submitter.ENGINE, Optional.empty(), Optional.empty()))
                .id();
    }

    private static UUID insertOld(Instant accepted, String endedAgo, UUID parent) {
        history.createPartitions(accepted);
        UUID run = new UUID(
                accepted.toEpochMilli() << 16 | 0x7000L,
                0x8000_0000_0000_0000L | UUID.randomUUID().getLeastSignificantBits() >>> 2);
        insert(run, endedAgo, parent);
        return run;
    }

    private static void insert(UUID run, String endedAgo, UUID parent) {
        database.sql("""
                        with inserted as (
                            insert into run_history (id, workflow, workflow_version, state, input, submitter,
                                                     request_hash, parent_id, priority, failures, crashes,
                                                     max_attempts, token, revision, replays, created_at, finished_at)
                            values (:run, 'w', 'v1', 'succeeded', '1', 'local', '', :parent, 5, 0, 0, 3, 1, 1, 0, now(),
                                now() - """ + " " + endedAgo + """
                                ) returning tableoid::regclass::text as partition)
                        insert into run_history_tally (partition, state, runs)
                        select partition, 'succeeded', 1 from inserted
                            on conflict (partition, state) do update set runs = run_history_tally.runs + 1""")
                .param("run", run)
                .param("parent", parent)
                .update();
    }

    private static void insertBelongings(UUID run) {
        database.sql("""
                        with wait as (
                            insert into run_wait (id, run_id, kind, name, occurrence)
                            values (gen_random_uuid(), :run, 'delay', 'nap', '')),
                        effect as (
                            insert into effect (id, run_id, step, occurrence, mode, effect_key, state, token)
                            values (gen_random_uuid(), :run, 's', '', 'keyed', :key, 'done', 1)),
                        attempt as (
                            insert into run_attempt (run_id, number, started_at, ended_at, outcome)
                            values (:run, 1, now(), now(), 'retry')),
                        replay as (
                            insert into dead_letter_replay (run_id, total) values (:run, 1))
                        insert into run_key (submitter, workflow, key, run_id, request_hash)
                        values ('local', 'w', :key, :run, '')""").param("run", run).param("key", run.toString()).update();
    }

    private static List<String> partitions() {
        return database.sql(
                        "select inhrelid::regclass::text from pg_inherits where inhparent = 'run_history'::regclass")
                .query(String.class)
                .list();
    }

    private static long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }
}
