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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** More runs of dead workers than a page of the reaper holds, among as many of a living one. */
class ReaperPagesIT {
    private static final int PAGE = 500;
    private static final int ORPHANS = 2 * PAGE + 201;
    private static final int MAX_CRASHES = 3;

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcPlannedRuns planned;
    private static JdbcWorkerStore workers;

    private final UUID living = UUID.randomUUID();
    private List<UUID> orphans;

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        planned = new JdbcPlannedRuns(
                database, new QueueProperties(10_000, 10_000, 0, Duration.ofSeconds(30), Duration.ZERO, 10));
        workers = new JdbcWorkerStore(database);
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    /** The living worker's runs come first by their ids, and then between those of the dead ones. */
    @BeforeEach
    void letWorkersDie() {
        database.sql("truncate run, run_key, run_slot, worker").update();
        UUID dead = UUID.randomUUID();
        workers.renew(report(living), Duration.ofMinutes(5));
        workers.renew(report(dead), Duration.ZERO);
        List<UUID> first = insert(PAGE + 1);
        List<UUID> mixed = insert(2 * ORPHANS);
        orphans = IntStream.range(0, ORPHANS).mapToObj(i -> mixed.get(2 * i)).toList();
        hold(living, first);
        hold(living, mixed);
        // Every third one died before its first heartbeat, so that its worker is not known at all.
        hold(dead, orphans);
        hold(
                UUID.randomUUID(),
                IntStream.range(0, ORPHANS / 3)
                        .mapToObj(i -> orphans.get(3 * i))
                        .toList());
    }

    @Test
    void onePassFindsThemAllAndNoneTwice() {
        assertThat(ids(workers.requeueOrphans(MAX_CRASHES))).containsExactlyInAnyOrderElementsOf(orphans);
        requireOneCrashEach();
        assertThat(workers.requeueOrphans(MAX_CRASHES)).isEmpty();
        requireOneCrashEach();
    }

    @Test
    void severalReapersAtOnceShareThem() throws Exception {
        ExecutorService reapers = Executors.newFixedThreadPool(3);
        List<UUID> found = new ArrayList<>();
        try {
            List<Future<List<FreedRun>>> passes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                passes.add(reapers.submit(() -> workers.requeueOrphans(MAX_CRASHES)));
            }
            for (Future<List<FreedRun>> pass : passes) {
                found.addAll(ids(pass.get()));
            }
        } finally {
            reapers.shutdownNow();
        }
        // What a reaper passed over because another one had it locked is left to the next pass, if that one failed.
        found.addAll(ids(workers.requeueOrphans(MAX_CRASHES)));
        assertThat(found).containsExactlyInAnyOrderElementsOf(orphans);
        requireOneCrashEach();
    }

    private void requireOneCrashEach() {
        assertThat(count("select count(*) from run where crashes = 1 and state = 'queued'"))
                .isEqualTo(ORPHANS);
        assertThat(count("select count(*) from run where crashes = 0 and state = 'running' and worker_id = '%s'"
                        .formatted(living)))
                .isEqualTo(PAGE + 1 + ORPHANS);
    }

    private static List<UUID> insert(int runs) {
        WorkflowDefinition workflow = new WorkflowDefinition(
                "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        List<NewRun> all = IntStream.range(0, runs)
                .mapToObj(i ->
                        NewRun.of(workflow, StrictJson.toTree(1), Submitter.ENGINE, Optional.empty(), Optional.empty()))
                .toList();
        planned.insert(all);
        return all.stream().map(NewRun::id).toList();
    }

    private static void hold(UUID worker, List<UUID> runs) {
        int held = database.sql("""
                        update run
                           set state = 'running', token = 1, worker_id = :worker, claimed_at = now()
                         where id = any(:runs)""")
                .param("worker", worker)
                .param("runs", runs.toArray(UUID[]::new))
                .update();
        assertThat(held).isEqualTo(runs.size());
    }

    private static List<UUID> ids(List<FreedRun> runs) {
        return runs.stream().map(FreedRun::id).toList();
    }

    private static long count(String query) {
        return database.sql(query).query(Long.class).single();
    }

    private static WorkerReport report(UUID worker) {
        return new WorkerReport(worker, "test", Set.of(), 8, 0, 0, 0, false);
    }
}
