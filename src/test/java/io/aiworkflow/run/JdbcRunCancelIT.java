package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcRunCancelIT {
    private static final RunError ERROR = new RunError("WORKFLOW_FAILED", "x", null);
    private static final Map<String, BiConsumer<JdbcRunQueue, Claim>> WAYS_BACK = Map.of(
            "retried", (queue, claim) -> queue.retryLater(claim, ERROR, Duration.ofHours(1), true),
            "given back", RunQueue::giveBack,
            "without its workflow", (queue, claim) -> queue.awaitWorkflow(claim, ERROR, Duration.ofHours(1)),
            "to be reviewed", (queue, claim) -> queue.awaitReview(claim, ERROR),
            "suspended",
                    (queue, claim) -> queue.suspend(
                            claim,
                            List.of(PendingWait.delay(new StepKey("nap", ""), Duration.ofHours(1))),
                            null,
                            Optional.empty()));

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcRunStore store;
    private static JdbcRunQueue queue;
    private static JdbcRunCancel cancels;
    private static JdbcWorkerStore workers;

    private final UUID worker = UUID.randomUUID();

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        QueueProperties properties = new QueueProperties(1000, 1000, 0, Duration.ofSeconds(30), Duration.ZERO, 10);
        store = new JdbcRunStore(database, properties);
        queue = new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
        cancels = new JdbcRunCancel(database);
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
    }

    @ParameterizedTest
    @ValueSource(strings = {"retried", "given back", "without its workflow", "to be reviewed", "suspended"})
    void aRunWhoseAttemptEndsWithoutSuccessAfterTheCancelIsCancelled(String way) {
        Claim claim = claimNew(1);
        assertThat(cancel(claim.runId()))
                .containsExactly(new JdbcRunCancel.Cancelled(claim.runId(), null, claim.workflow(), RunState.RUNNING));
        WAYS_BACK.get(way).accept(queue, claim);
        Run run = store.find(claim.runId()).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        assertThat(run.finishedAt()).isNotNull();
        assertThat(slots()).isZero();
    }

    @Test
    void aLostRunThatWasCancelledIsNotQueuedAgain() {
        Claim claim = claimNew(0);
        cancel(claim.runId());
        database.sql("update run set claimed_at = now() - interval '1 minute'").update();
        assertThat(workers.requeueLost(worker, new UUID[0])).isEqualTo(1);
        assertThat(store.find(claim.runId()).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void aCancelledRunOfADeadWorkerIsNotTriedAgain() {
        Claim claim = claimNew(0);
        cancel(claim.runId());
        assertThat(workers.requeueOrphans(3)).hasSize(1);
        assertThat(store.find(claim.runId()).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void reachesTheWholeTreeButNotWhatHasEnded() {
        UUID root = submit(null);
        UUID ended = submit(root);
        UUID below = submit(ended);
        UUID beside = submit(null);
        database.sql("update run set state = 'succeeded', finished_at = now() where id = :id")
                .param("id", ended)
                .update();
        assertThat(cancel(root)).extracting(JdbcRunCancel.Cancelled::id).containsExactlyInAnyOrder(root, below);
        assertThat(store.find(ended).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(store.find(beside).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        assertThat(cancel(root)).isEmpty();
        UUID late = submit(root);
        assertThat(cancels.cancel(new CancelRequest(root, null, null))).hasSize(1);
        assertThat(store.find(late).orElseThrow().cancelledBy()).isEqualTo("me");
    }

    @Test
    void leavesARunAloneThatHasSucceeded() {
        Claim claim = claimNew(0);
        UUID child = submit(claim.runId());
        queue.succeed(claim, StrictJson.toTree(1));
        assertThat(cancel(claim.runId())).isEmpty();
        assertThat(store.find(child).orElseThrow().state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void eitherTheCancelOrTheEndOfTheAttemptComesFirst() {
        for (int i = 0; i < 50; i++) {
            Claim claim = claimNew(0);
            CompletableFuture<?> end = CompletableFuture.runAsync(() -> queue.succeed(claim, StrictJson.toTree(1)));
            List<JdbcRunCancel.Cancelled> reached = cancel(claim.runId());
            end.join();
            Run run = store.find(claim.runId()).orElseThrow();
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.cancelledBy() != null).isEqualTo(!reached.isEmpty());
            assertThatThrownBy(() -> queue.cancelled(claim)).isInstanceOf(StaleClaim.class);
        }
    }

    private List<JdbcRunCancel.Cancelled> cancel(UUID run) {
        return cancels.cancel(new CancelRequest(run, "me", "because"));
    }

    private static UUID submit(UUID parent) {
        WorkflowDefinition workflow = new WorkflowDefinition(
                "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        return store.submit(NewRun.of(
                        workflow,
                        StrictJson.toTree(1),
                        Submitter.ENGINE,
                        Optional.empty(),
                        Optional.ofNullable(parent)))
                .id();
    }

    private Claim claimNew(int limit) {
        UUID run = submit(null);
        return queue
                .claim(new ClaimRequest(worker, Set.of("w"), Set.of(), limit == 0 ? Map.of() : Map.of("w", limit), 10))
                .stream()
                .filter(claim -> claim.runId().equals(run))
                .findFirst()
                .orElseThrow();
    }

    private static long slots() {
        return database.sql("select count(*) from run_slot").query(Long.class).single();
    }
}
