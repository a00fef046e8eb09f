package io.aiworkflow.testsupport;

import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Variable;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Workflows that tests use to watch the engine, and the bean that their steps call. */
@TestConfiguration
public class TestWorkflows {
    @Bean
    Probe probe() {
        return new Probe();
    }

    @Bean
    RouteBuilder testRoutes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("workflow:no-op").routeId("no-op").log("nothing to do");
                from("workflow:logged-step")
                        .routeId("logged-step")
                        .step("say")
                        .log(LoggingLevel.WARN, "said in a step")
                        .end();
                from("workflow:three-steps?attempts=5&timeout=20s")
                        .routeId("three-steps")
                        .step("first")
                        .bean("probe", "visit(${body}, 'first')")
                        .end()
                        .step("second")
                        .bean("probe", "visit(${body}, 'second')")
                        .end()
                        .step("third")
                        .bean("probe", "visit(${body}, 'third')")
                        .end();
                from("workflow:step-state")
                        .routeId("step-state")
                        .setHeader("kept", constant("before"))
                        .step("set")
                        .setHeader("kept", constant("inside"))
                        .setHeader("lost", constant("inside"))
                        .setProperty("lost", constant("inside"))
                        .setVariable("kept", simple("${body[text]}"))
                        .setBody(simple("body of ${body[text]}"))
                        .end()
                        .bean("probe", "visit(${body}, 'after')")
                        .bean("probe", "describe");
                from("workflow:nested-split?attempts=5")
                        .routeId("nested-split")
                        .split(simple("${body[groups]}"))
                        .split(body())
                        .step("item")
                        .bean("probe", "visit(${body}, ${body})")
                        .end()
                        .end()
                        .end()
                        .step("last")
                        .bean("probe", "visit(${body}, 'last')")
                        .end();
                from("workflow:loop?attempts=5")
                        .routeId("loop")
                        .loop(3)
                        .step("turn")
                        .bean("probe", "visit(${body}, 'turn')")
                        .end()
                        .end();
                from("workflow:steps-in-steps?attempts=5")
                        .routeId("steps-in-steps")
                        .loop(2)
                        .step("outer")
                        .step("inner")
                        .bean("probe", "count")
                        .end()
                        .end()
                        .bean("probe", "visit(${body}, 'between')")
                        .end();
                from("workflow:sub-runs-in-steps?attempts=5")
                        .routeId("sub-runs-in-steps")
                        .step("first-call")
                        .setBody(constant("one"))
                        .to("workflow:child")
                        .end()
                        .step("second-call")
                        .bean("probe", "visit(${body}, 'between')")
                        .setBody(simple("${body} two"))
                        .to("workflow:child")
                        .end();
                from("workflow:not-storable")
                        .routeId("not-storable")
                        .step("odd")
                        .setBody(exchange -> new Object())
                        .end();
                from("workflow:too-large")
                        .routeId("too-large")
                        .step("huge")
                        .setBody(exchange -> "x".repeat(34_000_000))
                        .end();
                from("workflow:parent?attempts=3")
                        .routeId("parent")
                        .to("workflow:child")
                        .bean("probe", "visit(${body}, 'after-child')");
                from("workflow:child").routeId("child").bean("probe", "visit(${body}, 'child')");
                from("workflow:slow?timeout=300&attempts=1").routeId("slow").bean("probe", "sleep");
                from("workflow:one-at-a-time?concurrency=1&attempts=1")
                        .routeId("one-at-a-time")
                        .bean("probe", "overlap");
                from("workflow:absent-model").routeId("absent-model").bean("probe", "absentModel");
                from("workflow:parent-of-absent").routeId("parent-of-absent").to("workflow:absent-model");
                from("workflow:parent-with-time?attempts=3")
                        .routeId("parent-with-time")
                        .setBody(simple("${uuid}"))
                        .to("workflow:child")
                        .bean("probe", "visit(${body}, 'after-child')");
                from("workflow:refusing?attempts=5").routeId("refusing").bean("probe", "refuse");
                from("workflow:once?attempts=1")
                        .routeId("once")
                        .step("prepare")
                        .bean("probe", "visit(${body}, 'prepare')")
                        .end()
                        .step("risk")
                        .bean("probe", "visit(${body}, 'risk')")
                        .end();
                from("workflow:once-checked?attempts=1&input=schemas/text-statistics.input.json")
                        .routeId("once-checked")
                        .bean("probe", "visit(${body}, 'risk')");
                from("workflow:parent-of-once?attempts=1")
                        .routeId("parent-of-once")
                        .to("workflow:once");
                from("workflow:gated-parent?attempts=1")
                        .routeId("gated-parent")
                        .step("hold")
                        .bean("probe", "visit(${body}, 'hold')")
                        .end()
                        .to("workflow:child");
                from("workflow:sleeping?attempts=1")
                        .routeId("sleeping")
                        .step("sleep")
                        .bean("probe", "sleep")
                        .end();
                from("workflow:stubborn?attempts=1")
                        .routeId("stubborn")
                        .step("endure")
                        .bean("probe", "endure(${body}, 'stubborn')")
                        .end();
            }
        };
    }

    /** Records what steps do, and fails or blocks where a test says so. */
    public static class Probe {
        private final List<String> visits = new CopyOnWriteArrayList<>();
        private final Map<String, Integer> failures = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
        private int inside;
        private int mostInside;

        public List<String> visits() {
            return List.copyOf(visits);
        }

        public void reset() {
            visits.clear();
            failures.clear();
            gates.clear();
        }

        /** Lets the next visits of this name fail. */
        public void fail(String name, int times) {
            failures.put(name, times);
        }

        /** Lets visits of this name wait until the returned gate is opened. */
        public CountDownLatch block(String name) {
            CountDownLatch gate = new CountDownLatch(1);
            gates.put(name, gate);
            return gate;
        }

        /** Returns as soon as somebody has visited by this name. */
        public void awaitVisit(String name) {
            await().until(() -> visits.contains(name));
        }

        public Object visit(Object body, String name) throws InterruptedException {
            visits.add(name);
            CountDownLatch gate = gates.get(name);
            if (gate != null && !gate.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate of " + name);
            }
            if (failures.merge(name, -1, Integer::sum) >= 0) {
                throw new TransientException(ErrorCode.WORKFLOW_FAILED, name + " fails as told");
            }
            return body;
        }

        /** Waits for the gate of this name like {@link #visit}, but takes no notice of interrupts. */
        public Object endure(Object body, String name) {
            visits.add(name);
            boolean open = false;
            while (!open) {
                try {
                    open = gates.get(name).await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    visits.add("interrupted");
                }
            }
            return body;
        }

        /** A body that is longer by one letter each time. */
        public String count(Object body) {
            visits.add("count");
            return body + "x";
        }

        public Map<String, Object> describe(Exchange exchange, @Variable("kept") Object variable) {
            List<String> lost = new ArrayList<>();
            if (exchange.getMessage().getHeader("lost") != null) {
                lost.add("header");
            }
            if (exchange.getProperty("lost") != null) {
                lost.add("property");
            }
            return Map.of(
                    "body",
                    exchange.getMessage().getBody(),
                    "variable",
                    variable,
                    "header",
                    exchange.getMessage().getHeader("kept"),
                    "leaked",
                    lost);
        }

        public void sleep() throws InterruptedException {
            Thread.sleep(30_000);
        }

        public synchronized int mostInside() {
            return mostInside;
        }

        public void overlap() throws InterruptedException {
            enter();
            Thread.sleep(30);
            leave();
        }

        private synchronized void enter() {
            inside++;
            mostInside = Math.max(mostInside, inside);
        }

        private synchronized void leave() {
            inside--;
        }

        public void absentModel() {
            throw new AbsentModel();
        }

        public void refuse() {
            throw new PermanentException(ErrorCode.MODEL_REFUSED, "refused as told");
        }
    }

    private static final class AbsentModel extends TransientException {
        private static final long serialVersionUID = 1L;

        AbsentModel() {
            super(ErrorCode.MODEL_UNAVAILABLE, "There is no model server.");
        }

        @Override
        public boolean spendsAttempt() {
            return false;
        }
    }
}
