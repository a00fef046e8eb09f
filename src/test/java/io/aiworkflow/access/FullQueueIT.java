package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A queue that is full for a user, and one that is full for all: every door says so and leaves nothing behind. */
@EngineTest
@TestPropertySource(
        properties = {"engine.worker.concurrency=1", "engine.queue.max-queued-per-user=6", "engine.queue.max-queued=10"
        })
class FullQueueIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @LocalServerPort
    int port;

    @Autowired
    Probe probe;

    @Autowired
    JdbcClient database;

    @Test
    void aUserIsToldOfTheOwnLimitAndEverybodyOfTheOneInAll() {
        Person anna = Person.withRole(port, "operator");
        Person berta = Person.withRole(port, "operator");
        for (Person each : new Person[] {anna, berta}) {
            assertThat(each.post("/api/v1/schedules", schedule(each)).status()).isEqualTo(201);
        }
        CountDownLatch gate = probe.block("hold");
        // Nobody else's runs come before this one's end: the engine has a single slot.
        String held = new EngineClient(port).submit("gated-parent", "1").header("Location");
        await().until(() -> probe.visits().contains("hold"));

        fill(anna, 429, 6);
        requireRefused(anna, 429, "QUEUE_FULL", "6 runs of yours are queued already");
        assertThat(queued()).as("the limit of one user is no other's").isEqualTo(6);

        fill(berta, 503, 10);
        requireRefused(berta, 503, "OVERLOADED", "10 runs are queued, which is all that the engine takes");

        gate.countDown();
        EngineClient admin = new EngineClient(port);
        // Its sub-run is taken in while the queue is full.
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(admin.get(held).json().get("state").asText()).isEqualTo("succeeded"));
        await().atMost(PATIENCE).until(() -> queued() == 0);
        await().atMost(PATIENCE).until(() -> berta.submit("no-op", "1").status() == 202);
    }

    private void fill(Person who, int refusal, long queued) {
        await().atMost(PATIENCE).until(() -> who.submit("no-op", "1").status() == refusal && queued() == queued);
    }

    private void requireRefused(Person who, int status, String code, String detail) {
        Map<String, Supplier<Answer>> doors = new LinkedHashMap<>();
        doors.put("a run", () -> who.submit("no-op", "1"));
        doors.put("a run that is waited for", () -> who.run("no-op", "1"));
        doors.put("a schedule", () -> who.post("/api/v1/schedules/%s/run".formatted(who.name()), null));
        doors.put("a bulk replay", () -> who.post("/api/v1/dead-letters/replay", "{\"workflow\":\"no-op\"}"));
        doors.put("a document", () -> who.upload("a.md", "A " + UUID.randomUUID(), ""));
        Map<String, Long> before = rows();
        doors.forEach((door, call) -> {
            Answer answer = call.get();
            assertThat(answer.status()).as(door + ": " + answer.body()).isEqualTo(status);
            assertThat(answer.json().get("code").asText()).as(door).isEqualTo(code);
            assertThat(answer.json().get("detail").asText()).as(door).contains(detail);
            assertThat(answer.header("Retry-After")).as(door).isEqualTo("5");
            assertThat(rows()).as(door).isEqualTo(before);
        });
    }

    private Map<String, Long> rows() {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : new String[] {"run", "run_key", "schedule_firing", "document"}) {
            rows.put(table, count("select count(*) from " + table));
        }
        return rows;
    }

    private long queued() {
        return count("select count(*) from run where state = 'queued'");
    }

    private long count(String query) {
        return database.sql(query).query(Long.class).single();
    }

    private static String schedule(Person owner) {
        return "{\"name\":\"%s\",\"workflow\":\"no-op\",\"every\":\"7d\"}".formatted(owner.name());
    }
}
