package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.SlowOutside;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What SIGTERM does to a worker and to an api, each a process of its own, while there is work in their hands. */
class DrainIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** The promise is 30 s for a machine that is not busy with other tests. */
    private static final Duration LONGEST_END = Duration.ofSeconds(40);

    private static final int SHORT_RUNS = 8;
    private static final int CALLS = 6;

    @TempDir
    Path directory;

    private final SlowOutside outside = new SlowOutside(Duration.ofMillis(300));
    private final Map<String, String> settings = TestDatabase.settings();
    private final List<EngineProcess> processes = new ArrayList<>();
    private Path routes;
    private JdbcClient database;

    @BeforeEach
    void writeRoutes() throws IOException {
        routes = directory.resolve("routes");
        outside.writeKamelet(routes);
        Files.createDirectories(routes.resolve("workflows"));
        Files.writeString(
                routes.resolve("workflows/short-calls.camel.yaml"),
                SlowOutside.workflow(
                        "short-calls", Stream.concat(Stream.of("hold"), calls()).toList()));
        Files.writeString(
                routes.resolve("workflows/long-call.camel.yaml"),
                SlowOutside.workflow("long-call", List.of("before", "long")));
        String url = settings.getOrDefault("engine.database.direct-url", settings.get("engine.database.url"));
        database = JdbcClient.create(new DriverManagerDataSource(url));
    }

    @AfterEach
    void stopAll() {
        outside.close();
        processes.forEach(EngineProcess::close);
    }

    @Test
    void aWorkerGivesItsRunsBackAtTheNextStepAndAnotherOneGoesOn() {
        CountDownLatch hold = outside.block("hold");
        CountDownLatch endless = outside.block("long");
        EngineProcess worker = process("worker");
        EngineProcess api = process("api");
        startAll(worker, api);
        EngineClient caller = new EngineClient(api.port());
        List<String> runs = IntStream.range(0, SHORT_RUNS)
                .mapToObj(i -> submit(caller, "short-calls"))
                .toList();
        String longRun = submit(caller, "long-call");
        await().atMost(PATIENCE).until(() -> outside.calls("hold") >= SHORT_RUNS && outside.calls("long") > 0);
        UUID first = database.sql("select id from worker").query(UUID.class).single();
        EngineProcess other = process("worker");
        startAll(other);

        // What failed for another reason, say because the machine is slow, is none of this test's business.
        Map<String, Integer> spent = Stream.concat(runs.stream(), Stream.of(longRun))
                .collect(Collectors.toMap(Function.identity(), run -> attempts(caller, run)));
        long longCalls = outside.calls("long");

        hold.countDown();
        await().atMost(PATIENCE).until(() -> outside.calls("call-0") > 0);
        long start = System.nanoTime();
        worker.terminate();
        await().until(() -> !worker.isAlive() || health(worker) != 200);
        await().until(() -> database.sql("select count(*) from worker where id = :id and not draining")
                        .param("id", first)
                        .query(Integer.class)
                        .single()
                == 0);
        String late = submit(caller, "short-calls");
        await().atMost(LONGEST_END).until(() -> !worker.isAlive());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_END);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(outside.calls("long"))
                        .as(() -> "the long step is begun again elsewhere; " + situation())
                        .isGreaterThan(longCalls));
        endless.countDown();

        spent.forEach((run, before) -> assertSucceeded(caller, run, before));
        assertSucceeded(caller, late, 0);
        calls().forEach(call -> assertThat(outside.calls(call))
                .as("calls of %s: a step that was begun came to its end", call)
                .isEqualTo(SHORT_RUNS + 1));
        assertThat(outside.calls("before")).isEqualTo(1);
        assertThat(worker.log()).content().contains("was given back unfinished");
    }

    @Test
    void anApiAnswersWhatItHasAcceptedAndNothingElse() throws Exception {
        outside.block("hold");
        EngineProcess api = process("api");
        startAll(api);
        EngineClient caller = new EngineClient(api.port());
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> caller.submit("short-calls", "{\"a\":1}", "Prefer", "wait=60"));
        await().atMost(PATIENCE).until(() -> runs() == 1);
        List<CompletableFuture<Sent>> sent = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(16);
        clock.scheduleAtFixedRate(
                () -> {
                    if (!over.get()) {
                        sent.add(CompletableFuture.supplyAsync(() -> send(api.port()), clock));
                    }
                },
                0,
                20,
                TimeUnit.MILLISECONDS);
        await().atMost(PATIENCE).until(() -> runs() > 20);

        api.terminate();
        await().atMost(LONGEST_END).until(() -> !api.isAlive());
        over.set(true);

        Answer answer = waiting.get(10, TimeUnit.SECONDS);
        assertThat(answer.status()).as("a caller who waits").isEqualTo(202);
        List<Sent> results =
                List.copyOf(sent).stream().map(CompletableFuture::join).toList();
        clock.shutdownNow();
        requireAnsweredOrRefused(results);
        assertThat(results)
                .as("a request without an answer was not accepted")
                .allSatisfy(each -> assertThat(exists(each.key())).isEqualTo(each.status() == 202));
    }

    /** Whoever is sent away is told when to come back, and from then on everybody is sent away. */
    private static void requireAnsweredOrRefused(List<Sent> results) {
        assertThat(results)
                .filteredOn(each -> each.status() == 503)
                .as("SIGTERM struck")
                .isNotEmpty();
        assertThat(results)
                .filteredOn(each -> each.status() > 0)
                .allSatisfy(each -> assertThat(each.status()).isIn(202, 503));
        assertThat(results).filteredOn(each -> each.status() == 503).allSatisfy(each -> {
            assertThat(each.body()).contains("SHUTTING_DOWN");
            assertThat(each.retryAfter()).matches("[1-9][0-9]*");
        });
        long firstRefusal = results.stream()
                .filter(each -> each.status() == 503)
                .mapToLong(Sent::answered)
                .min()
                .orElseThrow();
        assertThat(results)
                .filteredOn(each -> each.begun() > firstRefusal)
                .as("sent after somebody was refused")
                .allSatisfy(each -> assertThat(each.status()).isIn(503, 0));
    }

    private Sent send(int port) {
        String key = UUID.randomUUID().toString();
        // A connection of its own for each, so that none is refused because of another.
        EngineClient client = new EngineClient(port);
        HttpRequest request = client.request("/api/v1/workflows/short-calls/runs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                .build();
        long begun = System.nanoTime();
        try {
            Answer answer = client.send(request);
            return new Sent(
                    key, answer.status(), answer.header("Retry-After"), answer.body(), begun, System.nanoTime());
        } catch (IllegalStateException e) {
            return new Sent(key, 0, null, "", begun, System.nanoTime());
        }
    }

    private int runs() {
        return database.sql("select count(*) from run").query(Integer.class).single();
    }

    private boolean exists(String key) {
        return database.sql("select count(*) from run_key where key = :key")
                        .param("key", key)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private EngineProcess process(String role) {
        try {
            Path own = Files.createDirectories(directory.resolve(role + processes.size()));
            EngineProcess process = EngineProcess.withRoles(role, own, routes, settings);
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void startAll(EngineProcess... started) {
        // One after the other migrates the database once; a busy machine starts one no slower than two.
        for (EngineProcess process : started) {
            process.start("--engine.worker.drain-timeout=3s", "--engine.worker.concurrency=10");
        }
    }

    private static String submit(EngineClient caller, String workflow) {
        Answer accepted = caller.submit(workflow, "{\"a\":1}");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return accepted.header("Location");
    }

    private static int health(EngineProcess process) {
        try {
            return new EngineClient(process.port()).get("/api/v1/health").status();
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private void assertSucceeded(EngineClient caller, String run, int attempts) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(caller.get(run).json().get("state").asText())
                                .as(this::situation)
                                .isEqualTo("succeeded"));
        assertThat(attempts(caller, run)).as(this::situation).isEqualTo(attempts);
    }

    private static int attempts(EngineClient caller, String run) {
        return caller.get(run).json().get("attempts").asInt();
    }

    /** For whoever reads why this has failed on a machine that is not his. */
    private String situation() {
        String runs = database.sql(
                        "select id, workflow, state, failures, crashes, worker_id, error_code, due_at from run")
                .query()
                .listOfRows()
                .toString();
        return processes.stream().map(DrainIT::warnings).collect(Collectors.joining("\n", runs + "\n", ""));
    }

    private static String warnings(EngineProcess process) {
        try (Stream<String> lines = Files.lines(process.log().toPath())) {
            return lines.filter(line -> line.contains(" WARN ") || line.contains("Run "))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> calls() {
        return IntStream.range(0, CALLS).mapToObj(i -> "call-" + i);
    }

    /** One request; the status is 0 if there was no answer. */
    private record Sent(String key, int status, String retryAfter, String body, long begun, long answered) {}
}
