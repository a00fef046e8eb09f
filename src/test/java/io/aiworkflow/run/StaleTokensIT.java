package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.EffectMode;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every write of an attempt is refused without a trace once somebody else holds the run. */
class StaleTokensIT {
    private static final StepKey STEP = new StepKey("write", "0");
    private static final StepKey EFFECT = new StepKey("book", "0");
    private static final List<String> TABLES =
            List.of("run", "run_step", "run_payload", "run_wait", "run_progress", "run_slot", "effect");

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcRunStore store;
    private static JdbcRunQueue queue;
    private static JdbcRunJournal journal;
    private static JdbcRunProgress progress;
    private static JdbcWaitStore waits;
    private static JdbcEffects effects;
    private static JdbcWorkerStore workers;

    private Claim lost;
    private Claim current;

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        QueueProperties properties = new QueueProperties(1000, 1000, 4, Duration.ofSeconds(30), Duration.ZERO, 10);
        store = new JdbcRunStore(database, properties);
        queue = new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
        journal = new JdbcRunJournal(database, new RunSignals());
        progress = new JdbcRunProgress(database, new RunSignals());
        waits = new JdbcWaitStore(database);
        effects = new JdbcEffects(database);
        workers = new JdbcWorkerStore(database);
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    /** The first worker has begun an effect when its lease ends, and a second one takes the run over. */
    @BeforeEach
    void takeARunFromAWorker() {
        database.sql("truncate run, run_key, run_step, run_payload, run_slot, run_wait, run_progress, effect, worker")
                .update();
        UUID run = submit();
        lost = claim();
        effects.intend(lost, EFFECT, EffectMode.REVIEW, "key");
        database.sql("update worker set lease_until = now() - interval '1 second'")
                .update();
        assertThat(workers.requeueOrphans(3)).extracting(FreedRun::id).containsExactly(run);
        database.sql("update run set due_at = now()").update();
        queue.promoteDue();
        current = claim();
        assertThat(current.runId()).isEqualTo(lost.runId());
        assertThat(current.token()).isGreaterThan(lost.token());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void aZombieChangesNothingWhereTheHolderDoes(String what, Consumer<Claim> write) {
        Map<String, String> before = rows();

        assertThatThrownBy(() -> write.accept(lost))
                .isInstanceOf(StaleClaim.class)
                .hasMessageContaining(lost.runId().toString());
        assertThat(rows()).isEqualTo(before);

        write.accept(current);
        assertThat(rows()).as("the holder's own write").isNotEqualTo(before);
    }

    @Test
    void aZombieCannotFlagTheRunAsStuck() {
        Map<String, String> before = rows();

        workers.flagStuck(lost);
        assertThat(rows()).isEqualTo(before);

        workers.flagStuck(current);
        assertThat(rows()).isNotEqualTo(before);
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                write("succeed", claim -> queue.succeed(claim, StrictJson.toTree(1))),
                write(
                        "succeed with a large result",
                        claim -> queue.succeed(claim, StrictJson.toTree("x".repeat(40_000)))),
                write("fail", claim -> queue.fail(claim, error())),
                write("cancelled", claim -> queue.cancelled(claim)),
                write("retry later", claim -> queue.retryLater(claim, error(), Duration.ZERO, true)),
                write("await the workflow", claim -> queue.awaitWorkflow(claim, error(), Duration.ZERO)),
                write("await a review", claim -> queue.awaitReview(claim, error())),
                write("give back", claim -> queue.giveBack(claim)),
                write("bind the version", claim -> queue.bindVersion(claim, "v2")),
                write("restart on another version", claim -> queue.restart(claim, "v2")),
                write("suspend for a delay", claim -> suspend(claim, PendingWait.delay(STEP, Duration.ofHours(1)))),
                write("suspend for an approval", claim -> suspend(claim, approval())),
                write("suspend for a callback", claim -> suspend(claim, wait(WaitReason.CALLBACK, Optional.empty()))),
                write("suspend for a sub-run", claim -> suspend(claim, PendingWait.subRun(STEP, UuidV7.next()))),
                write("open a callback", claim -> waits.open(claim, STEP)),
                write("journal a step", claim -> journal.recordStep(claim, STEP, result(false, false))),
                write("journal a large step", claim -> journal.recordStep(claim, STEP, result(true, false))),
                write("journal a step with an effect", claim -> journal.recordStep(claim, EFFECT, result(false, true))),
                write("journal a failed step", claim -> journal.recordFailedStep(claim, STEP, failure(false))),
                write(
                        "journal an effect that was not made",
                        claim -> journal.recordFailedStep(claim, EFFECT, failure(true))),
                write("intend an effect", claim -> effects.intend(claim, STEP, EffectMode.KEYED, "other")),
                write("intend an effect again", claim -> effects.intend(claim, EFFECT, EffectMode.KEYED, "key")),
                write("settle an effect as done", claim -> effects.settle(claim, EFFECT, EffectState.DONE)),
                write("settle an effect as not made", claim -> effects.settle(claim, EFFECT, EffectState.NOT_DONE)),
                write("ask for a review", claim -> effects.needReview(claim, EFFECT, "cut off")),
                write("report progress", claim -> progress.report(claim, STEP, BigDecimal.TEN, "a tenth")));
    }

    private static Arguments write(String what, Consumer<Claim> write) {
        return arguments(what, write);
    }

    private static void suspend(Claim claim, PendingWait wait) {
        queue.suspend(claim, List.of(wait), null, Optional.empty());
    }

    private static PendingWait approval() {
        return wait(
                WaitReason.APPROVAL,
                Optional.of(new PendingWait.Request("Now?", StrictJson.toTree(1), null, "operator", null)));
    }

    private static PendingWait wait(WaitReason kind, Optional<PendingWait.Request> request) {
        return new PendingWait(
                UuidV7.next(), kind, STEP, Optional.empty(), Optional.empty(), Optional.empty(), request);
    }

    private static StepResult result(boolean apart, boolean effect) {
        return new StepResult("{}", apart, effect, Duration.ZERO);
    }

    private static StepFailure failure(boolean effectNotMade) {
        return new StepFailure(error(), Duration.ZERO, true, effectNotMade);
    }

    private static RunError error() {
        return new RunError("WORKFLOW_FAILED", "broken", null);
    }

    private static UUID submit() {
        WorkflowDefinition workflow = new WorkflowDefinition(
                "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        return store.submit(
                        NewRun.of(workflow, StrictJson.toTree(1), Submitter.ENGINE, Optional.empty(), Optional.empty()))
                .id();
    }

    private static Claim claim() {
        UUID worker = UUID.randomUUID();
        workers.renew(new WorkerReport(worker, "test", Set.of(), 8, 0, 0, 0, false), Duration.ofMinutes(1));
        return queue.claim(new ClaimRequest(worker, Set.of("w"), Set.of(), Map.of("w", 2), 1))
                .get(0);
    }

    private static Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String table : TABLES) {
            rows.put(
                    table,
                    database.sql("select coalesce(json_agg(t order by t::text)::text, '') from %s t".formatted(table))
                            .query(String.class)
                            .single());
        }
        return rows;
    }
}
