package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.SlowOutside;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** In which order an engine stops after SIGTERM. Its runs do not end before the test lets them, so no clock is needed. */
class StoppingEngineIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SLOTS = 2;
    private static final int QUEUED = 4;

    @TempDir
    Path directory;

    private final SlowOutside outside = new SlowOutside(Duration.ZERO);
    private final Map<String, String> settings = TestDatabase.settings();
    private EngineProcess process;
    private EngineClient engine;
    private JdbcClient database;

    @BeforeEach
    void start() throws IOException {
        Path routes = directory.resolve("routes");
        outside.writeKamelet(routes);
        Files.createDirectories(routes.resolve("workflows"));
        Files.writeString(routes.resolve("workflows/two-calls.camel.yaml"), workflow());
        String url = settings.getOrDefault("engine.database.direct-url", settings.get("engine.database.url"));
        database = JdbcClient.create(new DriverManagerDataSource(url));
        process = EngineProcess.withRoles("api,worker", directory, routes, settings);
        engine = process.start("--engine.worker.concurrency=" + SLOTS, "--engine.worker.drain-timeout=15s");
    }

    @AfterEach
    void stop() {
        outside.close();
        process.close();
    }

    @Test
    void refusesAtOnceWhileItsRunsStillGoOnAndClaimsNoMore() throws Exception {
        CountDownLatch hold = outside.block("hold");
        for (int i = 0; i < SLOTS + QUEUED; i++) {
            assertThat(engine.submit("two-calls", "1").status()).isEqualTo(202);
        }
        await().atMost(PATIENCE).until(() -> outside.calls("hold") == SLOTS);
        CompletableFuture<Answer> waiting = waitForOneMore();

        process.terminate();
        Answer unhealthy =
                await().atMost(PATIENCE).until(() -> engine.get("/api/v1/health"), answer -> answer.status() != 200);
        assertThat(unhealthy.status()).as(unhealthy.body()).isEqualTo(503);
        assertThat(unhealthy.header("Retry-After")).matches("[1-9][0-9]*");
        requireRefused(engine.submit("two-calls", "1"));
        requireRefused(engine.get("/api/v1/runs"));
        Answer answered = waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answered.status()).as("a request that was open before").isEqualTo(202);
        assertThat(answered.header("Location")).startsWith("/api/v1/runs/");
        await().atMost(PATIENCE).until(() -> count("worker where draining") == 1);
        assertThat(engine.get("/api/v1/health").status()).isEqualTo(503);
        assertThat(outside.calls("next")).as("no run has gone on yet").isZero();

        // Now slots become free while there is more to do.
        hold.countDown();
        assertThat(process.stop()).as("143 is the exit code of SIGTERM").isEqualTo(143);
        assertThat(outside.calls("hold")).as("runs that were begun").isEqualTo(SLOTS);
        assertThat(outside.calls("next")).isZero();
        int all = SLOTS + QUEUED + 1;
        assertThat(count("run")).as("what was refused was not accepted").isEqualTo(all);
        assertThat(count("run where state = 'queued' and failures = 0 and crashes = 0"))
                .isEqualTo(all);
        assertThat(count("run where token > 0")).as("claims").isEqualTo(SLOTS);
        assertThat(count("run_step where step = 'hold' and state = 'succeeded'"))
                .as("a step that was begun came to its end")
                .isEqualTo(SLOTS);
        assertThat(count("worker")).isZero();
    }

    /** A request that is open: its run is accepted, and has to wait for a slot. */
    private CompletableFuture<Answer> waitForOneMore() {
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> engine.submit("two-calls", "1", "Prefer", "wait=60"));
        await().atMost(PATIENCE).until(() -> count("run") == SLOTS + QUEUED + 1);
        assertThat(waiting).isNotDone();
        return waiting;
    }

    private static void requireRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.json().get("code").asText()).isEqualTo("SHUTTING_DOWN");
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    private int count(String what) {
        return database.sql("select count(*) from " + what).query(Integer.class).single();
    }

    private static String workflow() {
        return """
                - route:
                    id: two-calls
                    description: Calls the outside twice.
                    from:
                      uri: workflow:two-calls
                      steps:
                        - step:
                            id: hold
                            steps:
                              - to: {id: call-hold, uri: "kamelet:slow-sink", parameters: {name: hold}}
                              - setBody: {constant: held}
                        - step:
                            id: next
                            steps:
                              - to: {id: call-next, uri: "kamelet:slow-sink", parameters: {name: next}}
                              - setBody: {constant: done}
                """;
    }
}
