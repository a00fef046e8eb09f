package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.EffectMode;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcRunHistoryIT {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final StepKey STEP = new StepKey("s", "s0");

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcRunStore store;
    private static JdbcRunQueue queue;
    private static JdbcRunJournal journal;
    private static JdbcRunHistory history;

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        QueueProperties properties = new QueueProperties(1000, 1000, 0, Duration.ofSeconds(30), Duration.ZERO, 10);
        store = new JdbcRunStore(database, properties);
        queue = new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
        journal = new JdbcRunJournal(database, new RunSignals());
        history = new JdbcRunHistory(database);
        history.createPartitions(Instant.now());
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql(
                        "truncate run, run_key, run_step, run_payload, run_slot, run_wait, run_progress, run_attempt, effect,"
                                + " run_history, run_step_history, run_history_tally, dead_letter_replay")
                .update();
    }

    @Test
    void theAttemptsOfAMovedRunAreStillTold() {
        UUID run = succeeded();
        database.sql("""
                        insert into run_attempt (run_id, number, started_at, ended_at, outcome)
                        values (:run, 0, now(), now(), 'retry')""").param("run", run).update();
        JdbcRunTraces traces = new JdbcRunTraces(database);
        List<AttemptTrace> before = traces.attempts(run, 10);
        assertThat(before).extracting(AttemptTrace::outcome).containsExactly("retry", "succeeded");
        assertThat(history.move(settings(10))).isEqualTo(1);
        assertThat(traces.attempts(run, 10)).isEqualTo(before);
        assertThat(traces.attempts(run, 1)).isEqualTo(before.subList(1, 2));
    }

    @Test
    void movesARunWithItsJournalAndItsLargeOutputs() {
        UUID run = succeeded();
        database.sql("insert into run_payload values (:run, 's', 's0', '\"large\"')")
                .param("run", run)
                .update();
        database.sql("update run_step set output = null, payload = true").update();
        database.sql("insert into run_progress (run_id, step, occurrence, percent) values (:run, 's', '', 50)")
                .param("run", run)
                .update();
        Run before = store.find(run).orElseThrow();
        List<StepRecord> steps = journal.steps(run);
        assertThat(history.move(settings(10))).isEqualTo(1);
        for (String table : List.of("run", "run_step", "run_payload", "run_progress")) {
            assertThat(count(table)).as(table).isZero();
        }
        Run after = store.find(run).orElseThrow();
        assertThat(after).usingRecursiveComparison().ignoringFields("dueAt").isEqualTo(before);
        assertThat(journal.steps(run)).isEqualTo(steps).hasSize(1);
        assertThat(database.sql("select output::text from run_step_history")
                        .query(String.class)
                        .single())
                .isEqualTo("\"large\"");
        assertThat(database.sql("select tableoid::regclass::text from run_history")
                        .query(String.class)
                        .single())
                .isEqualTo(HistoryWeek.of(Instant.now()).partitionOf("run_history"));
    }

    @Test
    void movesInBatchesWhatHasEndedAndKeepsDeadLettersForLonger() {
        for (int i = 0; i < 4; i++) {
            succeeded();
        }
        UUID cancelled = submit();
        new JdbcRunCancel(database).cancel(new CancelRequest(cancelled, "me", null));
        UUID failed = failed();
        UUID oldFailure = failed();
        database.sql("update run set finished_at = now() - interval '91 days' where id = :run")
                .param("run", oldFailure)
                .update();
        UUID queued = submit();
        assertThat(history.move(settings(4))).isEqualTo(4);
        assertThat(history.move(settings(4))).isEqualTo(2);
        assertThat(history.move(settings(4))).isZero();
        assertThat(database.sql("select id from run").query(UUID.class).list())
                .containsExactlyInAnyOrder(failed, queued);
        assertThat(store.find(cancelled).orElseThrow().cancelledBy()).isEqualTo("me");
        assertThat(store.find(oldFailure).orElseThrow().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void listsAcrossBothTablesAsIfTheyWereOne() {
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(0, i % 2 == 0 ? succeeded() : submit());
        }
        // Within one millisecond ids are in no order of their own.
        all.sort(Comparator.comparing(UUID::toString).reversed());
        history.move(settings(10));
        assertThat(ids(new RunFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10)))
                .isEqualTo(all);
        assertThat(ids(new RunFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(all.get(1)), 3)))
                .isEqualTo(all.subList(2, 5));
        assertThat(store.countByState()).containsEntry(RunState.SUCCEEDED, 3L).containsEntry(RunState.QUEUED, 3L);
    }

    @Test
    void severalMoversMoveEachRunOnce() {
        for (int i = 0; i < 60; i++) {
            succeeded();
        }
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(JdbcRunHistoryIT::moveAll);
        assertThat(moveAll() + other.join()).isEqualTo(60);
        assertThat(count("run_history")).isEqualTo(60);
        assertThat(count("run_step_history")).isEqualTo(60);
    }

    @Test
    void discardsOnlyAFailedRun() {
        UUID failed = failed();
        UUID queued = submit();
        history.discard(failed);
        history.discard(failed);
        history.discard(queued);
        assertThat(database.sql("select id from run").query(UUID.class).list()).containsExactly(queued);
        assertThat(store.find(failed).orElseThrow().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void anEffectOfWhichNobodyKnowsOutlastsItsRunAndIsShown() {
        Claim claim = claimNew();
        JdbcEffects effects = new JdbcEffects(database);
        effects.intend(claim, STEP, EffectMode.REVIEW, "key");
        effects.intend(claim, new StepKey("keyed", ""), EffectMode.KEYED, "another key");
        new JdbcRunCancel(database).cancel(new CancelRequest(claim.runId(), "me", null));
        queue.giveBack(claim);
        assertThat(history.move(settings(10))).isEqualTo(1);
        List<Effect> unknown = effects.list(Optional.of(EffectState.NEEDS_REVIEW), Optional.empty(), 10);
        assertThat(unknown).extracting(Effect::key).containsExactly("key");
        assertThat(effects.resolveDone(unknown.get(0).id(), StrictJson.toTree("by phone"), "me"))
                .isTrue();
        assertThat(effects.resolveNotDone(unknown.get(0).id(), "me")).isFalse();
        assertThat(effects.find(unknown.get(0).id()).orElseThrow().state()).isEqualTo(EffectState.DONE);
    }

    private static int moveAll() {
        int all = 0;
        for (int moved = 1; moved > 0; ) {
            moved = history.move(settings(5));
            all += moved;
        }
        return all;
    }

    private static HistoryProperties settings(int batch) {
        return new HistoryProperties(MONTH, Duration.ofDays(90), Duration.ZERO, Duration.ofSeconds(1), batch);
    }

    private static List<UUID> ids(RunFilter filter) {
        return store.list(filter).stream().map(Run::id).toList();
    }

    private static UUID submit() {
        WorkflowDefinition workflow = new WorkflowDefinition(
                "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        return store.submit(
                        NewRun.of(workflow, StrictJson.toTree(1), Submitter.ENGINE, Optional.empty(), Optional.empty()))
                .id();
    }

    private static Claim claimNew() {
        return queue.claimOne(UUID.randomUUID(), submit(), 0, Integer.MAX_VALUE).orElseThrow();
    }

    private static UUID succeeded() {
        Claim claim = claimNew();
        journal.recordStep(claim, STEP, StepResult.inline(StrictJson.toTree("small"), Duration.ofMillis(1)));
        queue.succeed(claim, StrictJson.toTree(1));
        return claim.runId();
    }

    private static UUID failed() {
        Claim claim = claimNew();
        queue.fail(claim, new RunError("BROKEN", "broke", "s"));
        return claim.runId();
    }

    private static long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }
}
