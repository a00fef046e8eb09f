package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcDeadLettersIT {
    private static final DeadLetterFilter ALL =
            new DeadLetterFilter(Optional.empty(), Optional.empty(), Optional.empty());
    private static final RetryPlan GO_ON = new RetryPlan(false, List.of(), Optional.empty(), Optional.empty());
    private static final RetryPlan ANEW = new RetryPlan(true, List.of(), Optional.empty(), Optional.empty());
    private static final StepKey STEP = new StepKey("s", "");

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcRunStore store;
    private static JdbcRunQueue queue;
    private static JdbcRunJournal journal;
    private static JdbcDeadLetters letters;

    private final UUID worker = UUID.randomUUID();

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        QueueProperties properties = new QueueProperties(1000, 1000, 0, Duration.ofSeconds(30), Duration.ZERO, 10);
        store = new JdbcRunStore(database, properties);
        queue = new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
        journal = new JdbcRunJournal(database, new RunSignals());
        letters = new JdbcDeadLetters(database, properties);
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate run, run_key, run_step, run_payload, run_slot, run_wait, run_progress, worker,"
                        + " dead_letter_replay")
                .update();
    }

    @Test
    void goesOnAtTheFailedStepWithAllAttempts() {
        UUID run = failed("w", null, "s", "BROKEN");
        long token = claims(run);
        assertThat(letters.retry(run, GO_ON)).isEqualTo(1);
        Run again = store.find(run).orElseThrow();
        assertThat(again.state()).isEqualTo(RunState.QUEUED);
        assertThat(again.error()).isNull();
        assertThat(again.attempts()).isZero();
        assertThat(again.replays()).isEqualTo(1);
        assertThat(again.finishedAt()).isNull();
        assertThat(journal.finishedSteps(run)).containsKey(STEP);
        Claim claim = claim(run);
        assertThat(claim.token()).isGreaterThan(token);
        assertThat(claim.age()).isLessThan(Duration.ofMinutes(1));
        assertThat(letters.retry(run, GO_ON)).isZero();
    }

    @Test
    void givesAStepAllOfItsTriesAgainAndAsksAgainForWhatDidNotComeInTime() {
        UUID run = submit("w", null, null);
        Claim claim = claim(run);
        StepFailure broke = new StepFailure(new RunError("BROKEN", "broke", "s"), Duration.ZERO, true, false);
        journal.recordFailedStep(claim, STEP, broke);
        journal.recordFailedStep(claim, STEP, broke);
        queue.fail(claim, new RunError("WAIT_TIMED_OUT", "late", null));
        for (String wait : List.of("late", "answered")) {
            database.sql("""
                            insert into run_wait (id, run_id, kind, name, occurrence, wake_at, resolved_at)
                            values (gen_random_uuid(), :run, 'approval', :name, '', now() - interval '1 second',
                                    case when :name = 'answered' then now() - interval '1 minute' end)""").param("run", run).param("name", wait).update();
        }
        letters.retry(run, GO_ON);
        assertThat(journal.steps(run)).extracting(StepRecord::failures).containsExactly(0);
        assertThat(database.sql("select name from run_wait").query(String.class).list())
                .containsExactly("answered");
    }

    @Test
    void forgetsWhatWasDoneWhenItBeginsAtTheStart() {
        UUID run = failed("w", null, "s", "BROKEN");
        UUID child = submit("w", run, "sub-run:" + run + ":0");
        WorkflowDefinition newer = workflow("w", "v2");
        RetryPlan plan =
                new RetryPlan(true, List.of(newer), Optional.of(StrictJson.toTree("edited")), Optional.empty());
        assertThat(letters.retry(run, plan)).isEqualTo(1);
        Run again = store.find(run).orElseThrow();
        assertThat(again.input()).isEqualTo(StrictJson.toTree("edited"));
        assertThat(again.version()).isEqualTo("v2");
        assertThat(journal.finishedSteps(run)).isEmpty();
        assertThat(submit("w", run, "sub-run:" + run + ":0")).isNotEqualTo(child);
    }

    @Test
    void takesUnfinishedSubRunsAlongAndLeavesFinishedOnesAlone() {
        UUID parent = failed("w", null, "s", "BROKEN");
        UUID broken = failed("w", parent, "s", "BROKEN");
        UUID done = submit("w", parent, null);
        queue.succeed(claim(done), StrictJson.toTree(1));
        database.sql("""
                        insert into run_wait (id, run_id, kind, name, occurrence, child_id, resolved_at)
                        values (gen_random_uuid(), :run, 'sub-run', 'x', '', :child, now())""").param("run", parent).param("child", broken).update();
        assertThat(letters.retry(parent, GO_ON)).isEqualTo(2);
        assertThat(store.find(broken).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        assertThat(store.find(done).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(database.sql("select count(*) from run_wait")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void listsAndGroupsByCause() {
        failed("a", null, "s", "BROKEN");
        UUID other = failed("a", null, "t", "BROKEN");
        UUID last = failed("b", null, "s", "LATE");
        failed("b", null, "s", "LATE");
        submit("b", null, null);
        assertThat(letters.groups(ALL))
                .extracting(DeadLetterGroup::workflow, DeadLetterGroup::step, DeadLetterGroup::runs)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("b", "s", 2L),
                        org.assertj.core.groups.Tuple.tuple("a", "s", 1L),
                        org.assertj.core.groups.Tuple.tuple("a", "t", 1L));
        assertThat(letters.groups(ALL).get(0).message()).isEqualTo("broke");
        assertThat(letters.list(filter("a", "t", null), Optional.empty(), 10))
                .extracting(Run::id)
                .containsExactly(other);
        assertThat(letters.list(filter(null, null, "LATE"), Optional.empty(), 10))
                .hasSize(2);
        assertThat(letters.list(ALL, Optional.of(last), 10)).hasSize(2);
        assertThat(letters.list(ALL, Optional.empty(), 3)).hasSize(3);
    }

    @Test
    void replaysInBatchesWhatWasThereBeforeAndCountsItOnceWhateverIsKilled() {
        List<UUID> before = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            before.add(failed("w", null, "s", "BROKEN"));
        }
        UUID bulk = submit("replay", null, null);
        UUID after = failed("w", null, "s", "BROKEN");
        assertThat(letters.begin(bulk, ALL)).isEqualTo(7);
        assertThat(letters.replay(bulk, ALL, GO_ON, 3)).isEqualTo(3);
        // The first attempt is killed here; one of its runs fails again.
        fail(before.get(0), "s", "BROKEN");
        assertThat(letters.begin(bulk, ALL)).isEqualTo(7);
        assertThat(letters.replay(bulk, ALL, GO_ON, 3)).isEqualTo(3);
        assertThat(letters.replay(bulk, ALL, GO_ON, 3)).isEqualTo(1);
        assertThat(letters.replay(bulk, ALL, GO_ON, 3)).isZero();
        assertThat(letters.replayed(bulk)).isEqualTo(7);
        assertThat(store.find(after).orElseThrow().state()).isEqualTo(RunState.FAILED);
        assertThat(store.find(before.get(0)).orElseThrow().replays()).isEqualTo(1);
    }

    @Test
    void twoAttemptsAtOneReplayDoNotReplayTwice() {
        for (int i = 0; i < 40; i++) {
            failed("w", null, "s", "BROKEN");
        }
        UUID bulk = submit("replay", null, null);
        letters.begin(bulk, ALL);
        CompletableFuture<Integer> zombie = CompletableFuture.supplyAsync(() -> replayAll(bulk));
        int here = replayAll(bulk);
        assertThat(here + zombie.join()).isEqualTo(40);
        assertThat(letters.replayed(bulk)).isEqualTo(40);
        assertThat(database.sql("select max(replays) from run")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void replaysOnlyOneGroupIfAskedTo() {
        failed("a", null, "s", "BROKEN");
        UUID chosen = failed("b", null, "s", "LATE");
        UUID bulk = submit("replay", null, null);
        DeadLetterFilter filter = filter("b", "s", "LATE");
        assertThat(letters.begin(bulk, filter)).isEqualTo(1);
        assertThat(letters.replay(bulk, filter, ANEW, 10)).isEqualTo(1);
        assertThat(store.find(chosen).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        assertThat(letters.list(ALL, Optional.empty(), 10)).hasSize(1);
    }

    private int replayAll(UUID bulk) {
        int all = 0;
        for (int queued = 1; queued > 0; ) {
            queued = letters.replay(bulk, ALL, GO_ON, 3);
            all += queued;
        }
        return all;
    }

    private static DeadLetterFilter filter(String workflow, String step, String code) {
        return new DeadLetterFilter(
                Optional.ofNullable(workflow), Optional.ofNullable(step), Optional.ofNullable(code));
    }

    private static WorkflowDefinition workflow(String name, String version) {
        return new WorkflowDefinition(
                name, version, "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
    }

    private static UUID submit(String workflow, UUID parent, String key) {
        return store.submit(NewRun.of(
                        workflow(workflow, "v1"),
                        StrictJson.toTree(1),
                        Submitter.ENGINE,
                        Optional.ofNullable(key),
                        Optional.ofNullable(parent)))
                .id();
    }

    private UUID failed(String workflow, UUID parent, String step, String code) {
        UUID run = submit(workflow, parent, null);
        database.sql("update run set created_at = now() - interval '1 hour' where id = :run")
                .param("run", run)
                .update();
        fail(run, step, code);
        return run;
    }

    private void fail(UUID run, String step, String code) {
        Claim claim = claim(run);
        if (journal.finishedSteps(run).isEmpty()) {
            journal.recordStep(claim, STEP, StepResult.inline(StrictJson.toTree(1), Duration.ZERO));
        }
        queue.fail(claim, new RunError(code, "broke", step));
    }

    private Claim claim(UUID run) {
        return queue.claimOne(worker, run, 0, Integer.MAX_VALUE).orElseThrow();
    }

    private static long claims(UUID run) {
        return database.sql("select token from run where id = :run")
                .param("run", run)
                .query(Long.class)
                .single();
    }
}
