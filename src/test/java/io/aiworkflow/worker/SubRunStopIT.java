package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What stops a run also stops the sub-run that it executes on its own thread: the worker has a single slot. */
@EngineTest
@Import(SubRunStopIT.Workflows.class)
@TestPropertySource(
        properties = {
            "engine.worker.concurrency=1",
            "engine.worker.stop-patience=500ms",
            "engine.worker.renew-every=200ms",
            "engine.queue.user-concurrency=5"
        })
class SubRunStopIT {
    @Autowired
    Probe probe;

    @Autowired
    Sleeper sleeper;

    @Autowired
    HeldRuns held;

    @Autowired
    JdbcClient database;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
        sleeper.reset();
    }

    @AfterEach
    void leaveNothingInHand() {
        sleeper.gate.countDown();
        await().untilAsserted(() -> assertThat(held.size()).isZero());
        assertThat(database.sql("select count(*) from run_slot")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(engine.run("no-op", "1").status()).isEqualTo(200);
    }

    @Test
    void aCancelOfTheParentInterruptsTheStepOfItsSubRun() {
        String parent = submit("parent-of-sleeper");
        await().until(() -> sleeper.naps() == 1);
        cancel(parent, "not needed");
        awaitState(parent, "cancelled");
        String child = child(parent, "sleeper");
        awaitState(child, "cancelled");
        assertThat(read(child).get("cancelReason").asText()).isEqualTo("not needed");
        assertThat(read(child).has("stuck")).isFalse();
        assertThat(read(child).get("steps").findValuesAsText("state")).doesNotContain("succeeded", "failed");
        assertThat(sleeper.interrupts()).isEqualTo(1);
        requireOneThread();
        assertThat(probe.visits()).isEmpty();
    }

    @Test
    void aCancelReachesASubRunOfASubRun() {
        String top = submit("grandparent-of-sleeper");
        await().until(() -> sleeper.naps() == 1);
        cancel(top, "all of it");
        awaitState(top, "cancelled");
        String middle = child(top, "parent-of-sleeper");
        awaitState(middle, "cancelled");
        awaitState(child(middle, "sleeper"), "cancelled");
        assertThat(sleeper.interrupts()).isEqualTo(1);
        requireOneThread();
        assertThat(probe.visits()).isEmpty();
    }

    @Test
    void theEndOfTheParentsTimeInterruptsTheStepAndGivesTheSubRunBackUnspent() {
        String parent = submit("hurried-parent");
        await().until(() -> sleeper.naps() == 1);
        awaitState(parent, "failed");
        assertThat(read(parent).at("/error/code").asText()).isEqualTo("RUN_TIMED_OUT");
        assertThat(read(parent).at("/error/message").asText()).contains("runTimeout of 3s");
        assertThat(sleeper.interrupts()).isEqualTo(1);

        // It is no fault of the sub-run: the free slot begins its unfinished step once more.
        String child = child(parent, "sleeper");
        await().until(() -> sleeper.naps() == 2);
        sleeper.gate.countDown();
        awaitState(child, "succeeded");
        assertThat(read(child).get("attempts").asInt()).isZero();
        assertThat(read(child).get("steps").findValuesAsText("state")).containsExactly("succeeded");
        assertThat(read(parent).get("state").asText()).isEqualTo("failed");
        assertThat(probe.visits()).as("nothing after the call is begun").isEmpty();
    }

    @Test
    void aCancelTakesTheSubRunFromAStepThatIgnoresItsInterrupt() {
        CountDownLatch gate = probe.block("stubborn");
        String parent = submit("parent-of-stubborn");
        await().until(() -> probe.visits().contains("stubborn"));
        cancel(parent, "not needed");
        awaitState(parent, "cancelled");
        String child = child(parent, "stubborn");
        awaitState(child, "cancelled");
        assertThat(read(child).get("stuck").asBoolean()).isTrue();
        gate.countDown();
    }

    @Test
    void theEndOfTheParentsTimeTakesTheSubRunFromAStepThatIgnoresItsInterrupt() {
        CountDownLatch gate = probe.block("stubborn");
        String parent = submit("hurried-parent-of-stubborn");
        await().until(() -> probe.visits().contains("stubborn"));
        awaitState(parent, "failed");
        assertThat(read(parent).at("/error/code").asText()).isEqualTo("RUN_TIMED_OUT");
        await("the free slot begins the step once more").until(() -> stubbornVisits() == 2);
        gate.countDown();
        awaitState(child(parent, "stubborn"), "succeeded");
    }

    private long stubbornVisits() {
        return probe.visits().stream().filter("stubborn"::equals).count();
    }

    private void requireOneThread() {
        assertThat(sleeper.threads).as("parent and sub-run").isNotEmpty().containsOnly(sleeper.threads.get(0));
    }

    private void cancel(String run, String reason) {
        Answer answer = engine.post(run + "/cancel", "{\"reason\":\"%s\"}".formatted(reason));
        // The worker may be quicker than the answer.
        assertThat(answer.status()).as(answer.body()).isIn(200, 202);
    }

    private String submit(String workflow) {
        Answer accepted = engine.submit(workflow, "1");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return accepted.header("Location");
    }

    private String child(String parent, String workflow) {
        String id = parent.substring(parent.lastIndexOf('/') + 1);
        for (JsonNode run :
                engine.get("/api/v1/runs?workflow=" + workflow).json().get("runs")) {
            if (run.path("parent").asText().equals(id)) {
                return "/api/v1/runs/" + run.get("id").asText();
            }
        }
        throw new AssertionError("no sub-run of " + parent);
    }

    private JsonNode read(String run) {
        return engine.get(run).json();
    }

    private void awaitState(String run, String state) {
        await().untilAsserted(() -> assertThat(read(run).get("state").asText())
                .as(() -> read(run).toString())
                .isEqualTo(state));
    }

    @TestConfiguration
    static class Workflows {
        @Bean
        Sleeper sleeper() {
            return new Sleeper();
        }

        @Bean
        RouteBuilder parentsAndSubRuns() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:sleeper?attempts=1")
                            .routeId("sleeper")
                            .step("nap-1")
                            .bean("sleeper", "nap")
                            .end();
                    for (String parent : List.of("parent-of-sleeper", "hurried-parent?runTimeout=3s")) {
                        from("workflow:" + parent)
                                .routeId(parent.replaceFirst("\\?.*", ""))
                                .bean("sleeper", "pass")
                                .to("workflow:sleeper")
                                .bean("probe", "visit(${body}, 'after')");
                    }
                    from("workflow:grandparent-of-sleeper")
                            .routeId("grandparent-of-sleeper")
                            .bean("sleeper", "pass")
                            .to("workflow:parent-of-sleeper")
                            .bean("probe", "visit(${body}, 'after')");
                    for (String parent : List.of("parent-of-stubborn", "hurried-parent-of-stubborn?runTimeout=3s")) {
                        from("workflow:" + parent)
                                .routeId(parent.replaceFirst("\\?.*", ""))
                                .to("workflow:stubborn");
                    }
                }
            };
        }
    }

    /** Sleeps until it is interrupted or the gate is opened, and knows on which threads. */
    public static class Sleeper {
        private final List<Long> threads = new CopyOnWriteArrayList<>();
        private final List<String> events = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(1);

        void reset() {
            threads.clear();
            events.clear();
            gate = new CountDownLatch(1);
        }

        long naps() {
            return events.stream().filter("nap"::equals).count();
        }

        long interrupts() {
            return events.stream().filter("interrupted"::equals).count();
        }

        public void pass() {
            threads.add(Thread.currentThread().getId());
        }

        public void nap() throws InterruptedException {
            pass();
            events.add("nap");
            try {
                if (!gate.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody interrupted the nap or opened the gate");
                }
            } catch (InterruptedException e) {
                events.add("interrupted");
                throw e;
            }
        }
    }
}
