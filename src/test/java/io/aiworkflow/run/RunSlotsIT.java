package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who gets a worker, and how many at a time. */
class RunSlotsIT {
    private static final Duration STEP = Duration.ofSeconds(30);

    private static HikariDataSource dataSource;
    private static JdbcClient database;

    @BeforeAll
    static void createDatabase() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate run, run_slot").update();
    }

    @Test
    void neverGivesOutMoreThanTheLimitsWhoeverAsks() throws Exception {
        for (int i = 0; i < 40; i++) {
            submit("a", "limited", 5);
            submit("a", "free", 5);
            submit("b", "limited", 5);
        }
        List<String> broken = new CopyOnWriteArrayList<>();
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
        sampler.scheduleAtFixedRate(() -> broken.addAll(brokenLimits()), 0, 20, TimeUnit.MILLISECONDS);
        List<CompletableFuture<Integer>> claimers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claimers.add(CompletableFuture.supplyAsync(this::work));
        }
        int done = claimers.stream().mapToInt(CompletableFuture::join).sum();
        sampler.shutdown();
        assertThat(sampler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(broken).isEmpty();
        assertThat(done).isEqualTo(120);
        assertThat(database.sql("select count(*) from run_slot")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aHigherPriorityComesFirstUntilTheOtherHasAgedEnough() {
        JdbcRunQueue queue = queue(0, Duration.ZERO);
        UUID low = submit("a", "free", 1);
        UUID normal = submit("a", "free", 5);
        UUID high = submit("a", "free", 9);
        assertThat(claimAll(queue)).containsExactly(high, normal, low);
        startEmpty();
        UUID old = submit("a", "free", 1);
        database.sql("update run set order_at = order_at - interval '241 seconds'")
                .update();
        UUID young = submit("a", "free", 9);
        assertThat(claimAll(queue)).containsExactly(old, young);
    }

    @Test
    void aUserWhoFloodsTheQueueLetsOthersGoBeforeTheRest() {
        JdbcRunQueue queue = queue(0, STEP);
        for (int i = 0; i < 20; i++) {
            submit("flood", "free", 5);
        }
        UUID first = submit("other", "free", 5);
        UUID second = submit("other", "free", 5);
        assertThat(claim(queue, 3)).extracting(Claim::runId).contains(first);
        assertThat(claim(queue, 1)).extracting(Claim::runId).containsExactly(second);
    }

    @Test
    void aUserWhoFloodsAWorkflowWithALimitLetsOthersHaveItsPlaces() {
        JdbcRunQueue queue = queue(0, STEP);
        for (int i = 0; i < 20; i++) {
            submit("flood", "limited", 5);
        }
        UUID other = submit("other", "limited", 5);
        assertThat(claim(queue, 10)).hasSize(3).extracting(Claim::runId).contains(other);
    }

    @Test
    void aFullLimitOfOneUserHoldsNobodyElseUp() {
        JdbcRunQueue queue = queue(2, Duration.ZERO);
        for (int i = 0; i < 5; i++) {
            submit("a", "free", 9);
        }
        UUID other = submit("b", "free", 1);
        assertThat(claim(queue, 10)).hasSize(3).extracting(Claim::runId).contains(other);
        assertThat(claim(queue, 10)).isEmpty();
    }

    @Test
    void doesNotReadTheRunsThatWait() {
        database.sql("""
                        insert into run (id, workflow, workflow_version, state, waits_for, due_at, input, request_hash,
                                         max_attempts)
                        select gen_random_uuid(), 'free', 'v1', 'waiting', 'approval', 'infinity', '1', '', 3
                          from generate_series(1, 10000)""").update();
        for (int i = 0; i < 5; i++) {
            submit("a", "free", 5);
        }
        database.sql("analyze run").update();
        for (String claim : List.of(ClaimStatement.CLAIM, ClaimStatement.CLAIM_UNLIMITED)) {
            List<String> plan = database.sql("explain " + claim)
                    .param("worker", UUID.randomUUID())
                    .param("workflows", new String[] {"free"})
                    .param("loaded", new String[] {"free@v1"})
                    .param("limited", new String[] {"free"})
                    .param("limits", new Integer[] {3})
                    .param("userLimit", 4)
                    .param("fairSeconds", 30.0)
                    .param("format", RunFormat.CURRENT)
                    .param("most", 10)
                    .param("leastCrashes", 0)
                    .param("mostCrashes", 1)
                    .query(String.class)
                    .list();
            assertThat(plan)
                    .anyMatch(line -> line.contains("run_queued"))
                    .noneMatch(line -> line.contains("Seq Scan on run "))
                    .noneMatch(line -> line.contains("run_waiting"));
        }
    }

    /** Claims and finishes until all is done. */
    private int work() {
        JdbcRunQueue queue = queue(4, STEP);
        int done = 0;
        while (database.sql("select exists (select 1 from run where state <> 'succeeded')")
                .query(Boolean.class)
                .single()) {
            for (Claim claim : claim(queue, 3)) {
                queue.succeed(claim, StrictJson.toTree(1));
                done++;
            }
        }
        return done;
    }

    private static List<String> brokenLimits() {
        return database.sql("""
                        select 'user ' || submitter from run where state = 'running' group by submitter having count(*) > 4
                         union all
                        select 'workflow ' || workflow
                          from run
                         where state = 'running' and workflow = 'limited'
                         group by workflow
                        having count(*) > 3
                         union all
                        select owner from run_slot group by owner having count(*) > 4""").query(String.class).list();
    }

    private static List<UUID> claimAll(JdbcRunQueue queue) {
        List<UUID> order = new ArrayList<>();
        for (List<Claim> claims = claim(queue, 1); !claims.isEmpty(); claims = claim(queue, 1)) {
            order.add(claims.get(0).runId());
        }
        return order;
    }

    private static List<Claim> claim(JdbcRunQueue queue, int most) {
        return queue.claim(
                new ClaimRequest(UUID.randomUUID(), Set.of("free", "limited"), Set.of(), Map.of("limited", 3), most));
    }

    private static JdbcRunQueue queue(int userConcurrency, Duration fairShare) {
        return new JdbcRunQueue(
                database,
                new QueueProperties(1000, 1000, userConcurrency, STEP, fairShare, 10),
                new JdbcRunWaits(database));
    }

    private static UUID submit(String user, String name, int priority) {
        WorkflowDefinition workflow = new WorkflowDefinition(
                name, "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        return new JdbcRunStore(database, new QueueProperties(1000, 1000, 0, STEP, STEP, 10))
                .submit(new NewRun(
                        UuidV7.next(),
                        workflow,
                        StrictJson.toTree(1),
                        "",
                        new Submitter(user, UserRole.USER),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        priority,
                        Optional.empty()))
                .id();
    }
}
