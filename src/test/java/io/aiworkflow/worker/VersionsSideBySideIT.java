package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.run.RunFormat;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.SlowOutside;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** This engine and one whose runs are stored in the next format, as processes on one database. */
class VersionsSideBySideIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int OLD = RunFormat.CURRENT;
    private static final int NEW = OLD + 1;

    @TempDir
    Path directory;

    private final SlowOutside outside = new SlowOutside(Duration.ZERO);
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
                routes.resolve("workflows/two-calls.camel.yaml"),
                SlowOutside.workflow("two-calls", List.of("first", "second")));
        String url = settings.getOrDefault("engine.database.direct-url", settings.get("engine.database.url"));
        database = JdbcClient.create(new DriverManagerDataSource(url));
    }

    @AfterEach
    void stopAll() {
        outside.close();
        processes.forEach(EngineProcess::close);
    }

    @Test
    void anOlderWorkerLeavesNewerRunsAloneAndANewerOneTakesBoth() throws IOException {
        EngineProcess old = process("api,worker");
        EngineClient oldApi = old.startWithQuickLease();
        EngineProcess newer = process("api").inVersion(nextVersion());
        EngineClient newApi = newer.start();

        String newRun = submit(newApi);
        for (int i = 0; i < 5; i++) {
            succeeds(oldApi, submit(oldApi));
        }
        assertThat(state(newRun)).isEqualTo("queued 0 " + NEW);
        assertThat(database.sql("select count(*) from worker where format <> " + OLD)
                        .query(Integer.class)
                        .single())
                .isZero();

        // A run that the older engine has begun goes on at the newer one.
        CountDownLatch gate = outside.block("second");
        String oldRun = submit(oldApi);
        long calls = outside.calls("second");
        await().atMost(PATIENCE).until(() -> outside.calls("second") > calls);
        old.kill();
        process("worker").inVersion(nextVersion()).startWithQuickLease();
        gate.countDown();
        succeeds(newApi, newRun);
        succeeds(newApi, oldRun);
        assertThat(state(newRun)).isEqualTo("succeeded 1 " + NEW);
        assertThat(state(oldRun)).isEqualTo("succeeded 2 " + OLD);
        assertThat(outside.calls("first")).as("no finished step is repeated").isEqualTo(7);
    }

    private static String submit(EngineClient api) {
        Answer accepted = api.submit("two-calls", "{\"a\":1}");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return accepted.header("Location");
    }

    private static void succeeds(EngineClient api, String run) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(api.get(run).json().get("state").asText()).isEqualTo("succeeded"));
    }

    /** State, claims so far, and format. */
    private String state(String run) {
        UUID id = UUID.fromString(run.substring(run.lastIndexOf('/') + 1));
        return database.sql("select concat_ws(' ', state, token, format) from run where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    /** The class that names the format, compiled with the next number. */
    private Path nextVersion() throws IOException {
        Path classes = directory.resolve("next-version");
        Path source = directory.resolve("RunFormat.java");
        Files.writeString(source, """
                package io.aiworkflow.run;

                public final class RunFormat {
                    public static final short CURRENT = next();

                    private static short next() {
                        return %d;
                    }
                }
                """.formatted(NEW));
        Files.createDirectories(classes);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", classes.toString(), source.toString());
        assertThat(code).isZero();
        return classes;
    }

    private EngineProcess process(String roles) throws IOException {
        Path own = Files.createDirectories(directory.resolve("process-" + processes.size()));
        EngineProcess process = EngineProcess.withRoles(roles, own, routes, settings);
        processes.add(process);
        return process;
    }
}
