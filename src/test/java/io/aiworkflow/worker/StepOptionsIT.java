package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.SilentHttpServer;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

@EngineTest
@Import(StepOptionsIT.Workflows.class)
@TestPropertySource(properties = "engine.worker.stop-patience=300ms")
class StepOptionsIT {
    private static final SilentHttpServer SERVER = new SilentHttpServer();

    @Autowired
    Probe probe;

    @Autowired
    Stubborn stubborn;

    @Autowired
    Watchdog watchdog;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void triesAStepWithItsOwnAttemptsWithoutSpendingTheRuns() {
        probe.fail("shaky", 3);
        JsonNode run = run("own-attempts");
        assertThat(run.get("state").asText()).isEqualTo("succeeded");
        assertThat(run.get("attempts").asInt()).isZero();
        assertThat(probe.visits()).containsExactly("shaky", "shaky", "shaky", "shaky");
    }

    @Test
    void failsWhenTheAttemptsOfAStepAreUsedUp() {
        probe.fail("shaky", 9);
        JsonNode run = run("own-attempts");
        assertThat(run.get("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/step").asText()).isEqualTo("shaky");
        assertThat(probe.visits()).hasSize(4);
    }

    @Test
    void triesAStepAgainAtOnceWithWhatItFoundTheFirstTime() {
        probe.fail("flaky", 2);
        Answer answer = engine.run("quick", "{\"names\":[\"a\"]}");
        assertThat(answer.json().at("/result/names").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(engine.get(answer.header("Location")).json().get("attempts").asInt())
                .isZero();
        assertThat(probe.visits()).containsExactly("inner", "flaky", "flaky", "flaky");
    }

    @Test
    void triesAgainAtOnceTwiceAtMost() {
        probe.fail("flaky", 9);
        JsonNode run = run("quick");
        assertThat(run.get("state").asText()).isEqualTo("failed");
        assertThat(probe.visits()).filteredOn("flaky"::equals).hasSize(3);
    }

    @Test
    void endsAStepThatTakesTooLongAndNamesItsLimit() {
        JsonNode run = run("slow-step");
        assertThat(run.at("/error/code").asText()).isEqualTo("STEP_TIMED_OUT");
        assertThat(run.at("/error/message").asText()).contains("'nap'").contains("0.2s");
        assertThat(run.at("/error/step").asText()).isEqualTo("nap");
        assertThat(run.at("/steps/0/state").asText()).isEqualTo("failed");
    }

    @Test
    void leavesNoInterruptBehindWhenTheWorkflowGoesOnAfterATimeOut() {
        assertThat(run("slow-then-fine").get("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void endsTheParallelPartsOfAStepThatTakesTooLong() {
        JsonNode run = run("slow-parts");
        assertThat(run.at("/error/code").asText()).isEqualTo("STEP_TIMED_OUT");
    }

    @Test
    void waitsForPartsThatFailAfterTheTimeOutAndKeepsToIt() {
        JsonNode run = run("late-failures");
        assertThat(run.at("/error/code").asText()).isEqualTo("STEP_TIMED_OUT");
        assertThat(run.at("/steps/0/state").asText()).isEqualTo("failed");
        assertThat(stubborn.failedLate()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deaf", "deaf-parts"})
    void takesTheRunFromAStepThatIgnoresItsInterrupt(String workflow) {
        CountDownLatch gate = stubborn.gate();
        try {
            JsonNode run = run(workflow);
            assertThat(run.at("/error/code").asText()).isEqualTo("STEP_TIMED_OUT");
            assertThat(run.at("/steps/0/state").asText()).isEqualTo("failed");
        } finally {
            gate.countDown();
        }
    }

    @Test
    void failsARunThatIsOlderThanItsWorkflowAllowsForGood() {
        probe.fail("aged", 1000);
        JsonNode run = run("aging");
        assertThat(run.at("/error/code").asText()).isEqualTo("RUN_TIMED_OUT");
        assertThat(run.at("/error/message").asText()).contains("runTimeout of 0.4s");
    }

    @Test
    void namesTheTimeoutOfTheAttempt() {
        assertThat(run("slow").at("/error/message").asText()).contains("timeout of 0.3s");
    }

    @Test
    void closesTheConnectionOfAStepThatTakesTooLong() {
        int closedBefore = SERVER.closed();
        JsonNode run = run("hanging-call");
        assertThat(run.at("/error/code").asText()).isEqualTo("STEP_TIMED_OUT");
        await().until(() -> SERVER.closed() > closedBefore);
    }

    @Test
    void closesTheConnectionsOfARunThatIsCancelled() {
        int openBefore = SERVER.opened();
        int closedBefore = SERVER.closed();
        Answer accepted = engine.submit("hanging-calls", "[1,2]");
        await().until(() -> SERVER.opened() == openBefore + 2);
        watchdog.cancel(UUID.fromString(accepted.json().get("id").asText()));
        await().until(() -> SERVER.closed() == closedBefore + 2);
        await().untilAsserted(() -> assertThat(engine.get(accepted.header("Location"))
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("cancelled"));
    }

    private JsonNode run(String workflow) {
        return engine.get(engine.run(workflow, "{\"names\":[\"a\"]}").header("Location"))
                .json();
    }

    @TestConfiguration
    static class Workflows {
        @Bean
        Stubborn stubborn() {
            return new Stubborn();
        }

        @Bean
        RouteBuilder stepRoutes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:own-attempts?attempts=1&step.shaky.attempts=4&step.shaky.backOff=5")
                            .routeId("own-attempts")
                            .step("shaky")
                            .bean("probe", "visit(${body}, 'shaky')")
                            .end();
                    from("workflow:quick?attempts=1&step.change.quickTries=2")
                            .routeId("quick")
                            .step("change")
                            .step("inside-change")
                            .bean("probe", "visit(${body}, 'inner')")
                            .end()
                            .bean("stubborn", "addName")
                            .bean("probe", "visit(${body}, 'flaky')")
                            .end();
                    from("workflow:slow-step?attempts=1&step.nap.timeout=200")
                            .routeId("slow-step")
                            .step("nap")
                            .bean("probe", "sleep")
                            .end();
                    from("workflow:slow-then-fine?attempts=1&step.slow-nap.timeout=200")
                            .routeId("slow-then-fine")
                            .doTry()
                            .to("direct:slow-nap")
                            .doCatch(Exception.class)
                            .bean("stubborn", "shortNap")
                            .end()
                            .step("after-nap")
                            .bean("stubborn", "shortNap")
                            .end();
                    from("direct:slow-nap")
                            .step("slow-nap")
                            .bean("probe", "sleep")
                            .end();
                    from("workflow:slow-parts?attempts=1&stepTimeout=300")
                            .routeId("slow-parts")
                            .step("whole")
                            .split(simple("${body[names]}"))
                            .parallelProcessing()
                            .bean("probe", "sleep")
                            .end()
                            .end();
                    from("workflow:late-failures?attempts=1&stepTimeout=300")
                            .routeId("late-failures")
                            .step("late")
                            .multicast()
                            .parallelProcessing()
                            .bean("stubborn", "failLate")
                            .bean("stubborn", "failLate")
                            .end()
                            .end();
                    from("workflow:deaf-parts?attempts=1&stepTimeout=200")
                            .routeId("deaf-parts")
                            .step("ignoring-both")
                            .multicast()
                            .parallelProcessing()
                            .bean("stubborn", "ignoreInterrupts")
                            .bean("stubborn", "ignoreInterrupts")
                            .end()
                            .end();
                    from("workflow:deaf?attempts=1&step.ignoring.timeout=200")
                            .routeId("deaf")
                            .step("ignoring")
                            .bean("stubborn", "ignoreInterrupts")
                            .end();
                    from("workflow:aging?attempts=20&runTimeout=400&backOff=50&maxBackOff=50")
                            .routeId("aging")
                            .bean("probe", "visit(${body}, 'aged')");
                    from("direct:hang-too").setBody(simple("x")).to(SERVER.uri());
                    from("workflow:hanging-call?attempts=1&step.hang.timeout=500")
                            .routeId("hanging-call")
                            .step("hang")
                            .to("direct:hang-too")
                            .end();
                    from("workflow:hanging-calls?attempts=1")
                            .routeId("hanging-calls")
                            .split(body())
                            .parallelProcessing()
                            .to("direct:hang-too")
                            .end();
                }
            };
        }
    }

    /** Does what well-behaved code would not. */
    public static class Stubborn {
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private final AtomicInteger failedLate = new AtomicInteger();

        CountDownLatch gate() {
            gate = new CountDownLatch(1);
            return gate;
        }

        public void ignoreInterrupts() {
            while (gate.getCount() > 0) {
                try {
                    // Two that compute without end would keep both carriers of a small machine's virtual threads.
                    Thread.sleep(5);
                } catch (InterruptedException ignored) {
                    // As told.
                }
            }
        }

        int failedLate() {
            return failedLate.get();
        }

        /** As a connection that is closed: it fails a moment after the interrupt, and in a way of its own. */
        public void failLate() throws Exception {
            try {
                Thread.sleep(10_000);
            } catch (InterruptedException e) {
                Thread.sleep(200);
                failedLate.incrementAndGet();
                throw new SocketException("Socket closed");
            }
        }

        public void shortNap() throws InterruptedException {
            Thread.sleep(20);
        }

        @SuppressWarnings("unchecked")
        public Object addName(Map<String, Object> body) {
            ((List<Object>) body.get("names")).add("b");
            return body;
        }
    }
}
