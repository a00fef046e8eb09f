package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.EngineApplication;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.FragileDatabase;
import io.aiworkflow.testsupport.PgBouncer;
import io.aiworkflow.testsupport.TestLogin;
import io.aiworkflow.testsupport.TestWorkflows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The database server dies without warning under load and comes back some seconds later, more than once. */
class DatabaseRestartIT {
    private static final Duration DOWN = Duration.ofSeconds(3);

    /** As promised: for each answer while the database is away, and for the first success after it is ready. */
    private static final Duration QUICK = Duration.ofSeconds(5);

    private static final int RESTARTS = 3;

    private static final Duration PERIOD = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private final List<Seen> answers = new CopyOnWriteArrayList<>();
    private final AtomicInteger calling = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private FragileDatabase database;

    @BeforeEach
    void startDatabase() {
        database = new FragileDatabase(directory);
    }

    @AfterEach
    void stopDatabase() {
        clock.shutdownNow();
        callers.shutdownNow();
        database.close();
    }

    @Test
    void callersAreToldAndEverythingGoesOnAfterwards() throws Exception {
        try (ConfigurableApplicationContext engine = start("--engine.database.url=" + database.url())) {
            survivesRestarts(engine);
        }
    }

    @Test
    void theSameThroughPgBouncer() throws Exception {
        if (PgBouncer.program().isEmpty()) {
            System.out.println("DatabaseRestartIT.theSameThroughPgBouncer is skipped: there is no pgbouncer");
        }
        assumeThat(PgBouncer.program()).isPresent();
        try (PgBouncer pooler = PgBouncer.before(database.port());
                ConfigurableApplicationContext engine = start(
                        "--engine.database.url=postgresql://postgres@127.0.0.1:%d/postgres".formatted(pooler.port()),
                        "--engine.database.direct-url=" + database.url(),
                        "--engine.database.pooler=pgbouncer")) {
            survivesRestarts(engine);
        }
    }

    private void survivesRestarts(ConfigurableApplicationContext engine) throws Exception {
        EngineClient client =
                new EngineClient(engine.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        TestWorkflows.Probe probe = engine.getBean(TestWorkflows.Probe.class);
        for (int restart = 1; restart <= RESTARTS; restart++) {
            answers.clear();
            probe.reset();
            survivesARestart(client, probe);
        }
    }

    private void survivesARestart(EngineClient client, TestWorkflows.Probe probe) throws Exception {
        CountDownLatch gate = probe.block("second");
        String running = client.submit("three-steps", "{}").header("Location");
        await().until(() -> probe.visits().contains("second"));
        ScheduledFuture<?> load = clock.scheduleAtFixedRate(
                () -> callers.execute(() -> call(client)), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        await().until(() -> answers.size() > 20);

        database.crash();
        Thread.sleep(DOWN.toMillis());
        gate.countDown();
        database.start();
        long ready = System.nanoTime();
        await().until(() -> answers.stream().anyMatch(seen -> seen.sent() > ready && seen.status() == 202));
        load.cancel(false);
        await().atMost(Duration.ofSeconds(30)).until(() -> calling.get() == 0);

        assertThat(answers)
                .as("the fault struck")
                .anyMatch(seen -> seen.status() == 503 && seen.code().equals("DATABASE_UNAVAILABLE"));
        answers.forEach(DatabaseRestartIT::isAnswerInTime);
        assertThat(answers)
                .as("healed by itself")
                .anyMatch(seen ->
                        seen.status() == 202 && seen.answered() > ready && seen.answered() < ready + QUICK.toNanos());
        answers.stream().filter(seen -> seen.status() == 202).forEach(seen -> succeeds(client, seen.run()));
        succeeds(client, running);
        assertThat(probe.visits()).containsOnlyOnce("first", "second", "third");
    }

    private void call(EngineClient client) {
        calling.incrementAndGet();
        try {
            long sent = System.nanoTime();
            Answer answer = client.submit("no-op", "{}");
            answers.add(new Seen(sent, System.nanoTime(), answer));
        } finally {
            calling.decrementAndGet();
        }
    }

    private static void isAnswerInTime(Seen seen) {
        assertThat(seen.status()).as(seen.answer().body()).isIn(202, 503);
        assertThat(Duration.ofNanos(seen.answered() - seen.sent())).isLessThan(QUICK);
        if (seen.status() == 503) {
            assertThat(seen.answer().header("Retry-After")).matches("[1-9]\\d*");
            // Submissions that wait for the database take up the places of others.
            assertThat(seen.code()).isIn("DATABASE_UNAVAILABLE", "OVERLOADED");
            assertThat(seen.answer().body()).doesNotContain("Exception", "\tat ");
        }
    }

    private static void succeeds(EngineClient client, String run) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(client.get(run).json().get("state").asText()).isEqualTo("succeeded"));
    }

    private static ConfigurableApplicationContext start(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--server.port=0");
        all.add("--engine.identity.admin-password-file=" + TestLogin.PASSWORD_FILE);
        return new SpringApplicationBuilder(EngineApplication.class, TestWorkflows.class)
                .run(all.toArray(String[]::new));
    }

    private record Seen(long sent, long answered, Answer answer) {
        int status() {
            return answer.status();
        }

        String code() {
            return answer.json().get("code").asText();
        }

        String run() {
            return answer.header("Location");
        }
    }
}
