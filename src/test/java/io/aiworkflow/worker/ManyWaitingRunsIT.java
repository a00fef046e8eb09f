package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import io.aiworkflow.testsupport.WaitingWorkflows;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Far more runs wait than there are slots, on a worker and for a user with only a few of them. */
@EngineTest
@Import(WaitingWorkflows.class)
@TestPropertySource(
        properties = {
            "engine.worker.concurrency=4",
            "engine.worker.renew-every=200ms",
            // With a limit for users every run takes a row of run_slot while it is executed.
            "engine.queue.user-concurrency=4"
        })
class ManyWaitingRunsIT {
    private static final int RUNS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Request threads, connections and timers come and go; a thread for each run would be far above. */
    private static final int OTHER_THREADS = 100;

    @Autowired
    Probe probe;

    @Autowired
    JdbcClient database;

    @Autowired
    HeldRuns held;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
    }

    @Test
    void aThousandWaitingRunsHoldNoSlotAndNoThreadAndOthersAreExecuted() {
        assertThat(engine.run("no-op", "1").status()).isEqualTo(200);
        int threadsBefore = threads();

        List<String> runs = submitMany();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count("run where state = 'waiting' and waits_for = 'approval'"))
                        .isEqualTo(RUNS));

        assertThat(count("run_slot")).isZero();
        assertThat(count("run where worker_id is not null")).isZero();
        assertThat(threads()).isLessThan(threadsBefore + OTHER_THREADS);
        await().untilAsserted(() -> {
            assertThat(held.size()).isZero();
            assertThat(threadsInAttempts()).isEmpty();
            JsonNode worker = engine.get("/api/v1/workers").json().at("/workers/0");
            assertThat(worker.get("held").asInt()).isZero();
            assertThat(worker.get("slots").asInt()).isEqualTo(4);
        });

        // More than there are slots, so that each of them is seen to be free.
        for (int i = 0; i < 8; i++) {
            Answer other = engine.run("parent", "1");
            assertThat(other.status()).as(other.body()).isEqualTo(200);
        }
        assertThat(count("run where state = 'waiting' and waits_for = 'approval'"))
                .isEqualTo(RUNS);
        decidesOne(runs.get(RUNS / 2));
    }

    private void decidesOne(String run) {
        String approval = engine.get(run).json().at("/waits/0/id").asText();
        Answer decided = engine.post("/api/v1/approvals/" + approval, "{\"decision\":\"approve\"}");
        assertThat(decided.status()).as(decided.body()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(engine.get(run).json().get("state").asText()).isEqualTo("succeeded"));
        assertThat(probe.visits()).filteredOn("before"::equals).hasSize(RUNS);
        assertThat(count("run where state = 'waiting' and waits_for = 'approval'"))
                .isEqualTo(RUNS - 1);
    }

    private List<String> submitMany() {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            Answer accepted = engine.submit("ask", "{\"n\":%d}".formatted(i));
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
            runs.add(accepted.header("Location"));
        }
        return runs;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** The pooled threads of attempts have no name of their own, but show what they are doing. */
    private static List<String> threadsInAttempts() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(AttemptRunner.class.getName())))
                .map(thread -> thread.getKey().getName())
                .toList();
    }

    private long count(String what) {
        return database.sql("select count(*) from " + what).query(Long.class).single();
    }
}
