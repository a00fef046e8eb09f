package io.aiworkflow.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.platform.tracing.Collector.Received;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One trace leads from a request through the queue to the steps of its run and the calls that they make. */
@EngineTest
class TracingIT {
    private static final Collector COLLECTOR = Collector.start();
    private static final FakeOllama MODELS = FakeOllama.start();

    @LocalServerPort
    int port;

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

    private static Received named(List<Received> spans, String name) {
        assertThat(spans).extracting(Received::name).contains(name);
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
