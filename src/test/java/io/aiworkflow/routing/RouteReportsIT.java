package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.identity.TestAudit;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.platform.Sha256;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes load the same folder; the audit tells each change once. */
class RouteReportsIT {
    private static final String FILE = "workflows/greet.camel.yaml";
    private static final String LOAD = "route-load route:" + FILE;
    private static final String REFUSE = "route-refuse route:" + FILE;

    @TempDir
    Path directory;

    private final TestAudit audit = new TestAudit();
    private final List<RoutesFolder> processes = new ArrayList<>();

    @BeforeEach
    void write() {
        process().write(FILE, greeting("Hello"));
    }

    @AfterEach
    void close() {
        processes.forEach(RoutesFolder::close);
        audit.close();
    }

    @Test
    void aChangeThatTwoProcessesLoadIsOneEvent() {
        RoutesFolder api = process().start();
        RoutesFolder worker = process().start();
        assertThat(audit.told()).containsExactly(LOAD);
        assertThat(audit.lastDetails())
                .contains("\"change\": \"loaded\"", "\"sha256\": \"" + Sha256.hex(greeting("Hello")) + "\"");

        api.write(FILE, greeting("Hello").replace("setBody", "setBoddy"));
        soon(() -> assertThat(List.of(api, worker))
                .allMatch(each -> each.loader.refused().size() == 1));
        soon(() -> assertThat(audit.told()).containsExactly(LOAD, REFUSE));
        assertThat(audit.lastDetails())
                .contains("\"line\": \"7\"", "setBoddy", "\"serving\": \"" + Sha256.hex(greeting("Hello")) + "\"");

        api.write(FILE, greeting("Welcome"));
        soon(() -> assertThat(List.of(api, worker))
                .allMatch(each -> each.loader.refused().isEmpty()));
        soon(() -> assertThat(audit.told()).containsExactly(LOAD, REFUSE, LOAD));

        api.delete(FILE);
        soon(() -> assertThat(List.of(api, worker))
                .allMatch(each -> each.catalogue.current("greet").isEmpty()));
        soon(() -> assertThat(audit.told()).containsExactly(LOAD, REFUSE, LOAD, LOAD));
        assertThat(audit.lastDetails()).contains("\"change\": \"removed\"");
    }

    @Test
    void aRestartWithTheSameFilesIsNoEvent() {
        process().write("workflows/broken.camel.yaml", "- route: [").start().close();
        assertThat(audit.told()).containsExactlyInAnyOrder(LOAD, "route-refuse route:workflows/broken.camel.yaml");
        process().start();
        assertThat(audit.told()).hasSize(2);
    }

    @Test
    void aChangeThatWasMadeWhileNoProcessRanIsAnEvent() {
        process().start().close();
        process().write(FILE, greeting("Welcome")).start();
        assertThat(audit.told()).containsExactly(LOAD, LOAD);
        assertThat(audit.lastDetails()).contains("\"replaced\": \"" + Sha256.hex(greeting("Hello")) + "\"");
    }

    private static RefusedFile refused(String file) {
        return new RefusedFile(file, 1, "yaml-syntax", "it is wrong", Instant.EPOCH, false);
    }

    @Test
    void manyProcessesThatReportTheSameAtOnceReportItOnce() throws Exception {
        List<RouteReport> reports = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String file = "workflows/w%d.camel.yaml".formatted(i);
            reports.add(
                    i % 2 == 0
                            ? RouteReport.loaded(file, "hash-" + i, "root")
                            : RouteReport.refused(refused(file), "hash-" + i, "root"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RouteReports process = reports(audit.process());
                tasks.add(() -> {
                    process.write(reports);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(audit.told()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeRecordedIsNotTakenForReported() {
        RouteReport report = RouteReport.loaded(FILE, "1", "root");
        RouteReports failing = reports(event -> {
            throw new IllegalStateException("no audit");
        });
        assertThatThrownBy(() -> failing.write(List.of(report))).hasMessage("no audit");
        reports(audit.process()).write(List.of(report));
        assertThat(audit.told()).containsExactly(LOAD);
    }

    private RoutesFolder process() {
        RoutesFolder process = new RoutesFolder(directory, reports(audit.process()));
        processes.add(process);
        return process;
    }

    private RouteReports reports(SecurityEvents events) {
        return new JdbcRouteReports(audit.database(), audit.transactions(), events);
    }

    private static String greeting(String word) {
        return """
                - route:
                    id: greet
                    description: Greets.
                    from:
                      uri: workflow:greet
                      steps:
                        - setBody: {constant: %s}
                """.formatted(word);
    }

    private static void soon(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }
}
