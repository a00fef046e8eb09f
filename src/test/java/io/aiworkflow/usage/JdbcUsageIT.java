package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.model.CallKind;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.ModelCall;
import io.aiworkflow.model.Priority;
import io.aiworkflow.model.Usage;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestRedis;
import io.aiworkflow.usage.LastingAnswers.Kept;
import io.aiworkflow.usage.UsageQuestion.By;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** The account of calls and the cache in a real PostgreSQL, and the cache in a real Redis. */
class JdbcUsageIT {
    private static HikariDataSource pool;

    private JdbcClient database;
    private JdbcModelCalls calls;
    private JdbcUsages usages;

    @BeforeAll
    static void migrate() {
        pool = TestDatabase.migrated();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void empty() {
        database = JdbcClient.create(pool);
        database.sql("truncate model_call, model_usage, model_answer").update();
        calls = new JdbcModelCalls(database);
        usages = new JdbcUsages(database);
    }

    @Test
    void aRunTellsWhatEachOfItsStepsHasUsed() {
        UUID run = UUID.randomUUID();
        calls.add(UUID.randomUUID(), call("ann", run, "report", "ask", "", "llama3.2"));
        calls.add(UUID.randomUUID(), call("ann", run, "report", "ask", "", "mistral"));
        calls.add(UUID.randomUUID(), call("ann", run, "report", "each", "0", "llama3.2"));
        calls.add(UUID.randomUUID(), call("ann", UUID.randomUUID(), "report", "ask", "", "llama3.2"));

        List<StepUsage> steps = usages.ofRun(run);
        assertThat(steps).extracting(StepUsage::step).containsExactly("ask", "each");
        assertThat(steps.get(0).used()).isEqualTo(new UsageSum.Tokens(2, 20, 6, 10, 200));
        assertThat(steps.get(0).models()).containsExactly("llama3.2", "mistral");
        assertThat(steps.get(0).servers()).containsExactly("http://one");
        assertThat(steps.get(1).occurrence()).isEqualTo("0");
        assertThat(usages.byRun(run)).isEqualTo(39);
        assertThat(usages.ofRun(UUID.randomUUID())).isEmpty();
    }

    @Test
    void aStepSaysWhetherItsTokensAreEstimated() {
        UUID run = UUID.randomUUID();
        calls.add(UUID.randomUUID(), call("ann", run, "report", "ask", "", "llama3.2"));
        ModelCall stopped = call("ann", run, "report", "stop", "", "llama3.2");
        Usage estimate = new Usage(10, 3, Duration.ZERO, Duration.ZERO, Duration.ZERO, false, true);
        calls.add(
                UUID.randomUUID(),
                new ModelCall(stopped.origin(), stopped.kind(), stopped.model(), stopped.server(), estimate));

        assertThat(usages.ofRun(run)).extracting(StepUsage::estimated).containsExactly(false, true);
        assertThat(usages.byRun(run)).isEqualTo(26);
    }

    @Test
    void sumsAreToldByDayUserWorkflowAndModel() {
        calls.add(UUID.randomUUID(), call("ann", UUID.randomUUID(), "report", "ask", "", "llama3.2"));
        calls.add(UUID.randomUUID(), call("ann", UUID.randomUUID(), "report", "ask", "", "llama3.2"));
        calls.add(UUID.randomUUID(), call("bob", UUID.randomUUID(), "letter", "ask", "", "mistral"));

        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(usages.sums(question(Set.of(By.DAY, By.USER), Optional.empty())))
                .containsExactly(
                        new UsageSum(today, "ann", null, null, new UsageSum.Tokens(2, 20, 6, 10, 200)),
                        new UsageSum(today, "bob", null, null, new UsageSum.Tokens(1, 10, 3, 5, 100)));
        assertThat(usages.sums(question(Set.of(By.WORKFLOW, By.MODEL), Optional.of("bob"))))
                .containsExactly(new UsageSum(null, null, "letter", "mistral", new UsageSum.Tokens(1, 10, 3, 5, 100)));
        assertThat(usages.total(question(Set.of(By.MODEL), Optional.empty())))
                .isEqualTo(new UsageSum.Tokens(3, 30, 9, 15, 300));
        assertThat(usages.total(question(Set.of(), Optional.of("nobody"))))
                .isEqualTo(new UsageSum.Tokens(0, 0, 0, 0, 0));
        assertThat(usages.byUserToday("ann")).isEqualTo(26);
        assertThat(usages.byWorkflowToday("letter")).isEqualTo(13);
        assertThat(usages.byWorkflowToday("other")).isZero();
    }

    @Test
    void callsThatEndAtTheSameMomentAreAllCounted() throws Exception {
        int threads = 16;
        JdbcModelCalls otherProcess = new JdbcModelCalls(database);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                writing.add(pool.submit(() -> {
                    for (int n = 0; n < 20; n++) {
                        (number % 2 == 0 ? calls : otherProcess)
                                .add(
                                        UUID.randomUUID(),
                                        call("user-" + n % 3, UUID.randomUUID(), "w", "s", "", "m" + (number + n) % 4));
                    }
                }));
            }
            for (Future<?> each : writing) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(usages.total(question(Set.of(), Optional.empty())).calls()).isEqualTo(320);
        assertThat(database.sql("select count(*) from model_call")
                        .query(Long.class)
                        .single())
                .isEqualTo(320);
    }

    @Test
    void whatIsOldIsRemoved() {
        calls.add(UUID.randomUUID(), call("ann", UUID.randomUUID(), "report", "ask", "", "llama3.2"));
        database.sql("update model_call set made_at = now() - interval '31 days'")
                .update();
        database.sql("update model_usage set day = day - 401").update();
        calls.add(UUID.randomUUID(), call("ann", UUID.randomUUID(), "report", "ask", "", "llama3.2"));

        assertThat(calls.removeCalls(Instant.now().minus(Duration.ofDays(30)))).isEqualTo(1);
        assertThat(calls.removeSums(Instant.now().minus(Duration.ofDays(400)))).isEqualTo(1);
        assertThat(usages.byUserToday("ann")).isEqualTo(13);
    }

    @Test
    void oldSumsGoInBatches() {
        database.sql("""
                        insert into model_usage (day, account, workflow, model, calls, prompt_tokens, answer_tokens, waited_ms, took_ms)
                        select current_date - 401 - n % 3, 'user-' || n, 'w', 'm', 1, 1, 1, 1, 1
                          from generate_series(1, :rows) n""").param("rows", 2 * JdbcModelCalls.BATCH + 3).update();
        calls.add(UUID.randomUUID(), call("ann", UUID.randomUUID(), "report", "ask", "", "llama3.2"));

        assertThat(calls.removeSums(Instant.now().minus(Duration.ofDays(400)))).isEqualTo(JdbcModelCalls.BATCH);
        UsageRetention retention = new UsageRetention(
                calls, new UsageProperties(Duration.ofDays(30), Duration.ofDays(400), Duration.ofMinutes(1)));
        assertThat(retention.removeSums()).isEqualTo(JdbcModelCalls.BATCH + 3);
        assertThat(usages.byUserToday("ann")).isEqualTo(13);
    }

    @Test
    void theCacheIsBoundedByAgeAndSize() {
        JdbcAnswers answers = new JdbcAnswers(
                database, new CacheProperties(Duration.ofDays(1), DataSize.ofBytes(20), DataSize.ofMegabytes(1)));
        answers.keep(Map.of("old", bytes("0123456789")));
        database.sql("update model_answer set made_at = now() - interval '2 days'")
                .update();
        assertThat(answers.find(List.of("old"))).isEmpty();
        assertThat(answers.removeOld()).isEqualTo(1);

        answers.keep(Map.of("a", bytes("0123456789")));
        answers.keep(Map.of("b", bytes("0123456789")));
        answers.keep(Map.of("c", bytes("012345678")));
        assertThat(answers.removeWithoutRoom()).isEqualTo(1);
        Map<String, Kept> found = answers.find(List.of("a", "b", "c", "d"));
        assertThat(found).containsOnlyKeys("b", "c");
        assertThat(found.get("b").answer()).isEqualTo(bytes("0123456789"));

        answers.keep(Map.of("b", bytes("new"), "c", bytes("newer")));
        assertThat(answers.find(List.of("b")).get("b").answer()).isEqualTo(bytes("new"));
        assertThat(answers.removeWithoutRoom()).isZero();
    }

    @Test
    void anAnswerTellsHowLongItCountsYet() {
        JdbcAnswers answers = new JdbcAnswers(
                database, new CacheProperties(Duration.ofDays(2), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1)));
        answers.keep(Map.of("a", bytes("one")));
        database.sql("update model_answer set made_at = now() - interval '36 hours'")
                .update();
        assertThat(answers.find(List.of("a")).get("a").left()).isBetween(Duration.ofHours(11), Duration.ofHours(12));
    }

    @Test
    void aCallThatIsAddedAgainCountsOnce() {
        UUID id = UUID.randomUUID();
        ModelCall call = call("ann", UUID.randomUUID(), "report", "ask", "", "llama3.2");
        calls.add(id, call);
        calls.add(id, call);
        assertThat(usages.byUserToday("ann")).isEqualTo(13);
    }

    @Test
    void redisForgetsAnAnswerWhenItCountsNoLonger() {
        try (TestRedis server = TestRedis.start();
                RedisAnswers redis = new RedisAnswers(server.url())) {
            redis.open();
            redis.keep(Map.of("over", new Kept(new byte[] {1}, Duration.ofMillis(1)), "new", kept(2)));
            await().untilAsserted(
                            () -> assertThat(redis.find(List.of("over", "new"))).containsOnlyKeys("new"));
        }
    }

    @Test
    void redisStandsInFrontAndMayBeAway() {
        try (TestRedis server = TestRedis.start();
                RedisAnswers redis = new RedisAnswers(server.url())) {
            assertThat(redis.find(List.of("a"))).isEmpty();
            redis.open();
            redis.keep(Map.of("a", kept(0, -1, 7)));
            await().untilAsserted(
                            () -> assertThat(redis.find(List.of("a", "b"))).containsOnlyKeys("a"));
            assertThat(redis.find(List.of("a")).get("a")).isEqualTo(new byte[] {0, -1, 7});

            server.down();
            assertThat(redis.find(List.of("a"))).isEmpty();
            redis.keep(Map.of("b", kept(1)));
            server.up();
            await().until(redis::isUp);
        }
    }

    private static UsageQuestion question(Set<By> by, Optional<String> user) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return new UsageQuestion(today.minusDays(1), today, by, user, Optional.empty(), Optional.empty(), 100);
    }

    private static ModelCall call(
            String user, UUID run, String workflow, String step, String occurrence, String model) {
        CallOrigin origin = new CallOrigin(user, Priority.BACKGROUND, Optional.of(run), workflow, step, occurrence);
        Usage usage = new Usage(10, 3, Duration.ofMillis(5), Duration.ZERO, Duration.ofMillis(100), false);
        return new ModelCall(origin, CallKind.CHAT, model, "http://one", usage);
    }

    private static Kept kept(int... numbers) {
        byte[] answer = new byte[numbers.length];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = (byte) numbers[i];
        }
        return new Kept(answer, Duration.ofDays(1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
