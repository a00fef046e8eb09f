package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Each execution of a step has a key of its own, alike in each attempt, whatever it is nested in: whichever of them fails
 * first, the rest is executed once and the result is the same.
 */
@EngineTest
@Import(JournalIT.Workflows.class)
class JournalIT {
    @Autowired
    Once once;

    @Autowired
    JdbcClient database;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        once.reset();
    }

    @Test
    void splitsInParallelAndInSplits() {
        JsonNode run = resumed("keys-split", "[[1,2,3],[4,5],[6]]", 6);
        assertThat(occurrences(run, "part"))
                .containsExactlyInAnyOrder("s0.s0", "s0.s1", "s0.s2", "s1.s0", "s1.s1", "s2.s0");
    }

    @Test
    void turnsOfALoopInABranchOfAChoice() {
        JsonNode run = resumed("keys-loop", "{\"often\":true}", 3);
        assertThat(occurrences(run, "turn-of-choice")).containsExactlyInAnyOrder("", "#1", "#2");
    }

    @Test
    void branchesOfAMulticast() {
        JsonNode run = resumed("keys-multicast", "1", 4);
        assertThat(occurrences(run, "left")).containsExactly("m0");
        assertThat(occurrences(run, "right")).containsExactly("m1");
        assertThat(occurrences(run, "shared")).containsExactlyInAnyOrder("m0", "m1");
    }

    @Test
    void stepsInStepsInLoops() {
        JsonNode run = resumed("keys-nested", "1", 4);
        assertThat(occurrences(run, "within"))
                .containsExactlyInAnyOrder("/around", "/around#1", "#1/around", "#1/around#1");
    }

    @Test
    void subRunsInSplits() {
        JsonNode run = resumed("keys-sub-runs", "[1,2,3]", 3);
        String id = run.get("id").asText();
        assertThat(database.sql("select count(*) from run where parent_id = :id::uuid")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void aLargeOutputIsKeptApartAndReadWhenTheRunIsResumed() {
        once.failAt("behind-large");
        Answer answer = engine.run("large-output", "1");
        assertThat(answer.json().get("result").asInt()).isEqualTo(2_000_000);
        String id = answer.json().get("id").asText();
        assertThat(database.sql(
                                "select payload and output is null from run_step where run_id = :id::uuid and step = 'large'")
                        .param("id", id)
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(once.executions().get("large")).isEqualTo(1);
    }

    /** Lets each execution fail once in turn, each time in a run of its own; returns the last run. */
    private JsonNode resumed(String workflow, String input, int executions) {
        String expected = result(engine.run(workflow, input));
        List<String> keys = new ArrayList<>(once.executions().keySet());
        assertThat(keys).hasSize(executions);
        JsonNode run = null;
        for (String failing : keys) {
            once.reset();
            once.failAt(failing);
            Answer answer = engine.run(workflow, input);
            assertThat(result(answer)).as("after a failure at %s", failing).isEqualTo(expected);
            Map<String, Integer> times = once.executions();
            assertThat(times.keySet()).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(times)
                    .as("executions, failing at %s", failing)
                    .allSatisfy((key, count) -> assertThat(count).isEqualTo(key.equals(failing) ? 2 : 1));
            run = engine.get(answer.header("Location")).json();
        }
        return run;
    }

    private static String result(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("result").toString();
    }

    private static List<String> occurrences(JsonNode run, String step) {
        List<String> found = new ArrayList<>();
        for (JsonNode line : run.get("steps")) {
            if (line.get("id").asText().equals(step)) {
                assertThat(line.get("state").asText()).isEqualTo("succeeded");
                found.add(line.path("occurrence").asText(""));
            }
        }
        return found;
    }

    @TestConfiguration
    static class Workflows {
        @Bean
        Once once() {
            return new Once();
        }

        @Bean
        RouteBuilder journalRoutes() {
            return new RouteBuilder() {
                private static final String FAST = "?attempts=5&backOff=5";

                @Override
                public void configure() {
                    from("workflow:keys-split" + FAST)
                            .routeId("keys-split")
                            .split(body())
                            .parallelProcessing()
                            .split(body())
                            .parallelProcessing()
                            .step("part")
                            .bean("once", "visit")
                            .end()
                            .end()
                            .end()
                            .setBody(simple("done"));
                    from("workflow:keys-loop" + FAST)
                            .routeId("keys-loop")
                            .choice()
                            .when(simple("${body[often]}"))
                            .loop(3)
                            .step("turn-of-choice")
                            .bean("once", "visit")
                            .end()
                            .end()
                            .endChoice()
                            .otherwise()
                            .setBody(simple("nothing"))
                            .end();
                    from("workflow:keys-multicast" + FAST)
                            .routeId("keys-multicast")
                            .multicast()
                            .parallelProcessing()
                            .to("direct:left-branch", "direct:right-branch")
                            .end()
                            .setBody(simple("done"));
                    from("direct:left-branch")
                            .step("left")
                            .bean("once", "visit")
                            .end()
                            .to("direct:shared-branch");
                    from("direct:right-branch")
                            .step("right")
                            .bean("once", "visit")
                            .end()
                            .to("direct:shared-branch");
                    from("direct:shared-branch")
                            .step("shared")
                            .bean("once", "visit")
                            .end();
                    from("workflow:keys-nested" + FAST)
                            .routeId("keys-nested")
                            .loop(2)
                            .step("around")
                            .loop(2)
                            .step("within")
                            .bean("once", "visit")
                            .end()
                            .end()
                            .end()
                            .end();
                    from("workflow:keys-sub-runs" + FAST)
                            .routeId("keys-sub-runs")
                            .split(body())
                            .stopOnException()
                            .to("workflow:keys-child")
                            .end()
                            .setBody(simple("done"));
                    from("workflow:keys-child" + FAST)
                            .routeId("keys-child")
                            .step("child-step")
                            .bean("once", "visit")
                            .end();
                    from("workflow:large-output" + FAST)
                            .routeId("large-output")
                            .step("large")
                            .bean("once", "large")
                            .end()
                            .bean("once", "measure");
                }
            };
        }
    }

    /** Counts executions by what they are executed for, and lets one fail the first time. */
    public static class Once {
        private final Map<String, Integer> executions = new ConcurrentHashMap<>();
        private final List<String> failing = new CopyOnWriteArrayList<>();

        void reset() {
            executions.clear();
            failing.clear();
        }

        void failAt(String execution) {
            failing.add(execution);
        }

        Map<String, Integer> executions() {
            return Map.copyOf(executions);
        }

        public Object visit(Exchange exchange) {
            String run = exchange.getMessage().getBody(String.class);
            note(Place.of(exchange).path() + " of " + run);
            return exchange.getMessage().getBody();
        }

        public String large() {
            note("large");
            return "x".repeat(2_000_000);
        }

        public int measure(String body) {
            note("behind-large");
            return body.length();
        }

        private void note(String execution) {
            executions.merge(execution, 1, Integer::sum);
            if (failing.remove(execution)) {
                throw new TransientException(ErrorCode.WORKFLOW_FAILED, execution + " fails as told");
            }
        }
    }
}
