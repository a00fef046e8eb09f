package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A flood is refused in words that a client can act on, and leaves nothing behind. */
@EngineTest
@TestPropertySource(
        properties = {
            "engine.worker.concurrency=1",
            "engine.queue.max-queued-per-user=20",
            "engine.queue.max-submitting=2"
        })
class QueueLimitsIT {
    @Autowired
    Probe probe;

    @Autowired
    JdbcClient database;

    @LocalServerPort
    int port;

    @Test
    void refusesAFloodButNeitherRepeatsNorSubRunsAndIsNormalAgainAfterIt() throws InterruptedException {
        EngineClient engine = new EngineClient(port);
        CountDownLatch gate = probe.block("hold");
        String first =
                engine.submit("gated-parent", "1", "Idempotency-Key", "first").header("Location");
        await().until(() -> probe.visits().contains("hold"));
        // The queue is counted every half second: until then the run above is still in it.
        TimeUnit.MILLISECONDS.sleep(600);

        List<Answer> answers = flood(8, 40);
        assertThat(answers).extracting(Answer::status).isSubsetOf(202, 429, 503).contains(202, 429);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 202)
                .allSatisfy(answer -> assertThat(answer.header("Retry-After")).matches("[1-9]\\d*"));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 429)
                .allSatisfy(
                        answer -> assertThat(answer.json().get("code").asText()).isEqualTo("QUEUE_FULL"));
        long accepted =
                answers.stream().filter(answer -> answer.status() == 202).count();
        assertThat(queued()).isEqualTo(accepted).isGreaterThanOrEqualTo(20).isLessThan(60);

        Answer repeated = engine.submit("gated-parent", "1", "Idempotency-Key", "first");
        assertThat(repeated.status()).isEqualTo(202);
        assertThat(repeated.header("Location")).isEqualTo(first);

        gate.countDown();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(engine.get(first).json().get("state").asText())
                                .isEqualTo("succeeded"));
        assertThat(probe.visits()).contains("child");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(queued()).isZero());
        await().untilAsserted(
                        () -> assertThat(engine.submit("no-op", "1").status()).isEqualTo(202));
    }

    private List<Answer> flood(int clients, int each) {
        List<CompletableFuture<List<Answer>>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                EngineClient engine = new EngineClient(port);
                List<Answer> answers = new ArrayList<>();
                for (int n = 0; n < each; n++) {
                    answers.add(engine.submit("no-op", "1"));
                }
                return answers;
            }));
        }
        return all.stream().flatMap(answers -> answers.join().stream()).toList();
    }

    private long queued() {
        return database.sql("select count(*) from run where state = 'queued'")
                .query(Long.class)
                .single();
    }
}
