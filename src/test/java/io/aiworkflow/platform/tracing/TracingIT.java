package io.aiworkflow.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.LogContext;
import io.aiworkflow.platform.tracing.Collector.Received;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.JsonLog;
import io.aiworkflow.testsupport.TestLogin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Handler;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One trace leads from a request through the queue to the steps of its run and the calls that they make. */
@EngineTest
@Import(TracingIT.Parts.class)
class TracingIT {
    private static final Collector COLLECTOR = Collector.start();
    private static final FakeOllama MODELS = FakeOllama.start();

    @LocalServerPort
    int port;

    @Autowired
    Look look;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.tracing.endpoint", COLLECTOR::url);
        registry.add("engine.tracing.send-every", () -> "100ms");
        registry.add("engine.model.base-url", MODELS::url);
    }

    @AfterAll
    static void stop() {
        COLLECTOR.close();
        MODELS.close();
    }

    @Test
    void followsARequestIntoItsRunItsStepsAndTheModel() {
        MODELS.chats(FakeReply.json(Map.of("summary", "It is short.")));
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        EngineClient.Answer answer = new EngineClient(port)
                .submit(
                        "summarize-text",
                        "{\"text\":\"a long text\"}",
                        "Prefer",
                        "wait=20",
                        "traceparent",
                        "00-" + trace + "-00f067aa0ba902b7-00");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<Received> spans = COLLECTOR.spans(trace);
            Received run = named(spans, "run summarize-text");
            Received step = spans.stream()
                    .filter(span -> span.name().startsWith("step "))
                    .findFirst()
                    .orElseThrow();
            // The first try of the client is one without a token.
            assertThat(spans).anySatisfy(request -> {
                assertThat(request.id()).isEqualTo(run.parent());
                assertThat(request.name()).isEqualTo("POST /api/v1/workflows/{name}/runs");
                assertThat(request.parent()).isEqualTo("00f067aa0ba902b7");
            });
            assertThat(step.parent()).isEqualTo(run.id());
            Received call = named(spans, "model chat");
            assertThat(call.parent()).isEqualTo(step.id());
            assertThat(MODELS.requests())
                    .extracting(seen -> seen.headers().get("traceparent"))
                    .contains("00-%s-%s-01".formatted(trace, call.id()));
        });
    }

    @Test
    void followsTheThreadsOfAParallelSplit() {
        String trace = "5bf92f3577b34da6a3ce929d0e0e4736";

        EngineClient.Answer answer = new EngineClient(port)
                .submit(
                        "traced-parts",
                        "[1,2,3,4]",
                        "Prefer",
                        "wait=60",
                        "traceparent",
                        "00-" + trace + "-00f067aa0ba902b7-00");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        String run = answer.json().get("id").asText();
        assertThat(look.seen).hasSize(8).allMatch(each -> each.run().equals(run));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<Received> spans = COLLECTOR.spans(trace);
            String attempt = named(spans, "run traced-parts").id();
            List<Received> steps = spans.stream()
                    .filter(span -> span.name().equals("step part-of-trace"))
                    .toList();
            assertThat(steps).hasSize(4).allMatch(step -> step.parent().equals(attempt));
            assertThat(look.seen)
                    .filteredOn(each -> each.step() == null)
                    .extracting(Seen::traceparent)
                    .hasSize(4)
                    .containsOnly("00-%s-%s-01".formatted(trace, attempt));
            assertThat(look.seen)
                    .filteredOn(each -> each.step() != null)
                    .extracting(Seen::traceparent)
                    .containsExactlyInAnyOrderElementsOf(steps.stream()
                            .map(step -> "00-%s-%s-01".formatted(trace, step.id()))
                            .toList());
        });
    }

    @Test
    void theLinesOfARunInTheJsonLogNameItsTrace() {
        String trace = "6bf92f3577b34da6a3ce929d0e0e4736";
        try (JsonLog log = JsonLog.ofAll()) {
            EngineClient.Answer answer = new EngineClient(port)
                    .submit(
                            "logged-step",
                            "1",
                            "Prefer",
                            "wait=20",
                            "traceparent",
                            "00-" + trace + "-00f067aa0ba902b7-00");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);

            assertThat(log.lines("said in a step")).hasSize(1);
            JsonNode line = log.lines("said in a step").get(0);
            assertThat(line.at("/run/id").asText())
                    .isEqualTo(answer.json().get("id").asText());
            assertThat(line.at("/run/step").asText()).isEqualTo("say");
            assertThat(line.at("/run/workflow").asText()).isEqualTo("logged-step");
            assertThat(line.at("/user/name").asText()).isEqualTo(TestLogin.ADMIN);
            assertThat(line.at("/trace/id").asText()).isEqualTo(trace);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    named(COLLECTOR.spans(trace), "step say").id())
                            .isEqualTo(line.at("/span/id").asText()));
        }
    }

    private static Received named(List<Received> spans, String name) {
        assertThat(spans).extracting(Received::name).contains(name);
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Where a call within a run is, as its logs and traces have it. */
    record Seen(String traceparent, String run, String step) {}

    /** A bean that routes call. */
    static class Look {
        private final List<Seen> seen = new CopyOnWriteArrayList<>();

        @Handler
        public void look() {
            seen.add(new Seen(Tracing.traceparent().orElse(""), MDC.get(LogContext.RUN), MDC.get(LogContext.STEP)));
        }
    }

    @TestConfiguration
    static class Parts {
        @Bean
        Look look() {
            return new Look();
        }

        @Bean
        RouteBuilder tracedParts(Look look) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:traced-parts")
                            .routeId("traced-parts")
                            .split(body())
                            .parallelProcessing()
                            .to("direct:traced-part");
                    from("direct:traced-part")
                            .routeId("traced-part")
                            .bean(look)
                            .step("part-of-trace")
                            .bean(look)
                            .end();
                }
            };
        }
    }
}
