package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcRunsIT {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final WorkflowDefinition WORKFLOW = new WorkflowDefinition(
            "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcRunStore store;
    private static JdbcRunQueue queue;
    private static JdbcRunJournal journal;
    private static JdbcWorkerStore workers;

    private final UUID worker = UUID.randomUUID();

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        QueueProperties properties = new QueueProperties(1000, 1000, 0, Duration.ofSeconds(30), Duration.ZERO, 10);
        store = new JdbcRunStore(database, properties);
        queue = new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
        journal = new JdbcRunJournal(database, new RunSignals());
        workers = new JdbcWorkerStore(database);
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate run, run_key, run_step, run_slot, run_wait, worker")
                .update();
        workers.renew(report(worker), LEASE);
    }

    @Test
    void acceptsARunAndGivesItToExactlyOneOfManyWorkers() throws Exception {
        List<UUID> accepted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            accepted.add(submit("{\"n\":" + i + "}").id());
        }
        List<UUID> claimed = Collections.synchronizedList(new ArrayList<>());
        inParallel(8, () -> {
            for (List<Claim> claims = claim(3); !claims.isEmpty(); claims = claim(3)) {
                claims.forEach(claim -> claimed.add(claim.runId()));
            }
            return null;
        });
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    void claimsOldestFirstAndOnlyKnownWorkflows() {
        UUID first = submit("1").id();
        UUID second = submit("2").id();
        assertThat(claim(worker, "other", 10)).isEmpty();
        assertThat(claim(1)).extracting(Claim::runId).containsExactly(first);
        assertThat(claim(5)).extracting(Claim::runId).containsExactly(second);
    }

    @Test
    void leadsTheSameKeyToTheSameRunAndRefusesAnotherInput() throws Exception {
        List<Submission> submissions = Collections.synchronizedList(new ArrayList<>());
        inParallel(8, () -> submissions.add(submit("{\"a\":1}", "key")));
        assertThat(submissions)
                .extracting(Submission::id)
                .containsOnly(submissions.get(0).id());
        assertThat(submissions).filteredOn(Submission::created).hasSize(1);
        assertThatThrownBy(() -> submit("{\"a\":2}", "key"))
                .isInstanceOfSatisfying(
                        PermanentException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
        assertThat(store.list(all())).hasSize(1);
    }

    @Test
    void keepsTheResultAndListsNewestFirst() throws Exception {
        UUID first = submit("1").id();
        UUID second = submit("2").id();
        queue.succeed(claim(1).get(0), json("{\"b\":[1,2.50,null,\"\\u0000ä\"]}"));
        Run run = store.find(first).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.result()).isEqualTo(json("{\"b\":[1,2.50,null,\"\\u0000ä\"]}"));
        assertThat(run.finishedAt()).isNotNull();
        assertThat(store.list(all())).extracting(Run::id).containsExactly(second, first);
        assertThat(store.list(new RunFilter(
                        Optional.of("w"), Optional.of(RunState.QUEUED), Optional.empty(), Optional.empty(), 10)))
                .extracting(Run::id)
                .containsExactly(second);
        assertThat(store.list(
                        new RunFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(second), 10)))
                .extracting(Run::id)
                .containsExactly(first);
        assertThat(store.countByState()).containsEntry(RunState.SUCCEEDED, 1L).containsEntry(RunState.QUEUED, 1L);
    }

    @Test
    void letsAFailedAttemptWaitAndCountsOnlySpentOnes() {
        submit("1");
        Claim first = claim(1).get(0);
        queue.retryLater(first, error("absent"), Duration.ofHours(1), false);
        assertThat(claim(1)).isEmpty();
        makeDue();
        Claim second = claim(1).get(0);
        assertThat(second.failures()).isZero();
        assertThat(second.token()).isGreaterThan(first.token());
        queue.retryLater(second, error("broken"), Duration.ZERO, true);
        makeDue();
        Claim third = claim(1).get(0);
        assertThat(third.failures()).isEqualTo(1);
        queue.fail(third, error("given up"));
        Run run = store.find(third.runId()).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.attempts()).isEqualTo(2);
        assertThat(run.error().message()).isEqualTo("given up");
    }

    @Test
    void refusesEveryWriteOfAWorkerThatLostTheRun() {
        submit("1");
        Claim lost = claim(1).get(0);
        killWorker();
        assertThat(workers.requeueOrphans(3)).hasSize(1);
        makeDue();
        Claim current = claim(1).get(0);
        StepKey key = new StepKey("s", "");
        assertThat(current.token()).isGreaterThan(lost.token());
        assertStale(() -> queue.succeed(lost, StrictJson.toTree(1)));
        assertStale(() -> queue.fail(lost, error("x")));
        assertStale(() -> queue.retryLater(lost, error("x"), Duration.ZERO, true));
        assertStale(() -> queue.giveBack(lost));
        assertStale(() -> queue.bindVersion(lost, "v2"));
        assertStale(() -> journal.recordStep(lost, key, StepResult.inline(StrictJson.toTree(1), Duration.ZERO)));
        assertStale(() -> journal.recordFailedStep(lost, key, new StepFailure(error("x"), Duration.ZERO, true, false)));
        journal.recordStep(current, key, StepResult.inline(StrictJson.toTree(2), Duration.ZERO));
        queue.succeed(current, StrictJson.toTree(2));
        assertStale(() -> queue.succeed(current, StrictJson.toTree(3)));
    }

    @Test
    void recordsAFinishedStepInPlaceOfAFailedTry() {
        submit("1");
        Claim claim = claim(1).get(0);
        StepKey key = new StepKey("ask", "s3.m1#2");
        journal.recordFailedStep(claim, key, new StepFailure(error("first try"), Duration.ofMillis(5), true, false));
        assertThat(journal.finishedSteps(claim.runId())).isEmpty();
        journal.recordStep(claim, key, StepResult.inline(StrictJson.toTree("answer"), Duration.ofMillis(5)));
        assertThat(journal.finishedSteps(claim.runId())).containsEntry(key, Optional.of(StrictJson.toTree("answer")));
        assertThat(journal.steps(claim.runId())).singleElement().satisfies(step -> {
            assertThat(step.succeeded()).isTrue();
            assertThat(step.key()).isEqualTo(key);
            assertThat(Duration.between(step.startedAt(), step.finishedAt())).isEqualTo(Duration.ofMillis(5));
        });
    }

    @Test
    void countsAFailureOnceThatIsReportedAgainAfterALostAnswer() {
        submit("1");
        Claim claim = claim(1).get(0);
        StepKey key = new StepKey("ask", "");
        StepFailure first = new StepFailure(error("first"), Duration.ofMillis(5), true, false);
        assertThat(journal.recordFailedStep(claim, key, first)).isEqualTo(1);
        assertThat(journal.recordFailedStep(claim, key, first)).isEqualTo(1);
        // Another try within the same attempt that failed in the same way.
        StepFailure second = new StepFailure(error("first"), Duration.ofMillis(5), true, false);
        assertThat(journal.recordFailedStep(claim, key, second)).isEqualTo(2);
        journal.recordStep(claim, key, StepResult.inline(StrictJson.toTree("answer"), Duration.ofMillis(5)));
        assertThat(journal.steps(claim.runId()))
                .singleElement()
                .extracting(StepRecord::failures)
                .isEqualTo(2);
    }

    @Test
    void freesRunsOfDeadWorkersAndGivesUpAfterTheLastAllowedCrash() {
        UUID run = submit("1").id();
        for (int crash = 1; crash <= 3; crash++) {
            makeDue();
            assertThat(claim(1)).hasSize(1);
            assertThat(workers.requeueOrphans(3)).isEmpty();
            killWorker();
            assertThat(workers.requeueOrphans(3)).hasSize(1);
            workers.renew(report(worker), LEASE);
        }
        Run failed = store.find(run).orElseThrow();
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.error().code()).isEqualTo("RUN_CRASHED");
        assertThat(failed.attempts()).isZero();
    }

    @Test
    void keepsSuspectsApartForOneWorkerThatMakesRoom() {
        UUID suspect = submit("1").id();
        UUID good = submit("2").id();
        assertThat(workers.suspectDuty(worker, Set.of("w"), 2)).isEqualTo(SuspectDuty.NONE);
        database.sql("update run set crashes = 2 where id = :run")
                .param("run", suspect)
                .update();
        UUID other = new UUID(-1, -1);
        workers.renew(report(other), LEASE);
        assertThat(workers.suspectDuty(worker, Set.of("w"), 2)).isEqualTo(SuspectDuty.NOW);
        assertThat(workers.suspectDuty(other, Set.of("w"), 2)).isEqualTo(SuspectDuty.WHEN_IDLE);
        assertThat(workers.suspectDuty(worker, Set.of("other"), 2)).isEqualTo(SuspectDuty.NONE);
        assertThat(queue.claimOne(worker, suspect, 0, 1)).isEmpty();
        assertThat(queue.claim(new ClaimRequest(worker, Set.of("w"), Set.of(), Map.of(), 5, 0, 1)))
                .extracting(Claim::runId)
                .containsExactly(good);
        assertThat(queue.claim(new ClaimRequest(worker, Set.of("w"), Set.of(), Map.of(), 5, 2, 9)))
                .extracting(Claim::runId)
                .containsExactly(suspect);
    }

    @Test
    void findsARunWhoseWorkerDiedBeforeItsFirstHeartbeat() {
        submit("1");
        claim(UUID.randomUUID(), "w", 1);
        assertThat(workers.requeueOrphans(3)).hasSize(1);
    }

    @Test
    void queuesRunsAgainThatTheirWorkerDoesNotHaveInHand() {
        UUID lost = submit("1").id();
        UUID held = submit("2").id();
        UUID fresh = submit("3").id();
        claim(2);
        database.sql("update run set claimed_at = now() - interval '1 minute' where state = 'running'")
                .update();
        claim(1);
        assertThat(workers.requeueLost(worker, new UUID[] {held})).isEqualTo(1);
        assertThat(store.find(lost).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        assertThat(store.find(held).orElseThrow().state()).isEqualTo(RunState.RUNNING);
        assertThat(store.find(fresh).orElseThrow().state()).isEqualTo(RunState.RUNNING);
    }

    private static Submission submit(String input) {
        return submit(input, null);
    }

    @Test
    void subRunsOfTwoWorkflowsAtTheSamePlaceOfTheirParentsAreToldApart() {
        UUID parent = submit("{}", null).id();
        String key = "sub-run:" + parent + ":0";
        WorkflowDefinition other = new WorkflowDefinition(
                "other", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        UUID first = store.submit(
                        NewRun.of(WORKFLOW, json("{}"), Submitter.ENGINE, Optional.of(key), Optional.of(parent)))
                .id();
        UUID second = store.submit(
                        NewRun.of(other, json("{}"), Submitter.ENGINE, Optional.of(key), Optional.of(parent)))
                .id();

        assertThat(store.subRun(parent, "w", key)).contains(first);
        assertThat(store.subRun(parent, "other", key)).contains(second);
        assertThat(store.subRun(parent, "third", key)).isEmpty();
    }

    private static Submission submit(String input, String key) {
        return store.submit(
                NewRun.of(WORKFLOW, json(input), Submitter.ENGINE, Optional.ofNullable(key), Optional.empty()));
    }

    private List<Claim> claim(int limit) {
        return claim(worker, "w", limit);
    }

    private static List<Claim> claim(UUID worker, String workflow, int most) {
        return queue.claim(new ClaimRequest(worker, Set.of(workflow), Set.of(), Map.of(), most));
    }

    private static WorkerReport report(UUID worker) {
        return new WorkerReport(worker, "test", Set.of(), 8, 0, 0, 0, false);
    }

    private void killWorker() {
        database.sql("update worker set lease_until = now() - interval '1 second'")
                .update();
    }

    private static void makeDue() {
        database.sql("update run set due_at = now()").update();
        queue.promoteDue();
    }

    private static RunFilter all() {
        return new RunFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 100);
    }

    private static RunError error(String message) {
        return new RunError("WORKFLOW_FAILED", message, null);
    }

    private static void assertStale(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOf(StaleClaim.class);
    }

    private static JsonNode json(String text) {
        try {
            return StrictJson.parse(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void inParallel(int threads, Callable<?> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(task));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
