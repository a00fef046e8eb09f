package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.EventReader;
import io.aiworkflow.testsupport.EventReader.Event;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Following a run over HTTP, while it goes on and after it has ended. */
@EngineTest
@TestPropertySource(
        properties = {
            "engine.events.heartbeat=300ms",
            "engine.events.most=3",
            "engine.history.move-after=1s",
            "engine.history.move-every=1s"
        })
class RunEventsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    int port;

    @Autowired
    Probe probe;

    @Autowired
    JdbcClient database;

    private EngineClient engine;

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
        probe.reset();
    }

    @Test
    void tellsOfStatesStepsProgressAndTheEnd() {
        CountDownLatch gate = probe.block("reported");
        String run = submit("reporting");
        try (EventReader reader = follow(run)) {
            assertThat(reader.status()).isEqualTo(200);
            assertThat(reader.header("Content-Type")).startsWith("text/event-stream");
            assertThat(reader.header("Cache-Control")).isEqualTo("no-store");
            await().atMost(PATIENCE).until(() -> types(reader).contains("progress"));
            assertThat(reader.isOver()).isFalse();
            await().atMost(PATIENCE).until(() -> reader.comments().contains(": still here"));
            assertThat(engine.get(run).json().at("/progress/0").toString())
                    .contains("\"step\":\"long\"", "\"percent\":40", "\"message\":\"half way\"");

            gate.countDown();
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(types(reader)).containsSubsequence("state", "step", "progress", "step", "end");
            assertThat(reader.comments()).contains("retry: 2000");
            assertThat(data(reader, "step"))
                    .first()
                    .asString()
                    .contains("\"id\":\"short\"", "\"state\":\"succeeded\"", "durationMs");
            assertThat(data(reader, "progress"))
                    .element(0)
                    .asString()
                    .contains("\"step\":\"long\"", "\"percent\":40", "\"message\":\"half way\"");
            assertThat(data(reader, "end"))
                    .singleElement()
                    .isEqualTo("{\"state\":\"succeeded\",\"result\":{\"text\":\"a\"}}");
        }
    }

    @Test
    void thePercentOfARunNeverGoesBackAndItsLastReportIsToldBeforeTheEnd() {
        CountDownLatch gate = probe.block("overall");
        String run = submit("overall");
        try (EventReader reader = follow(run)) {
            await().atMost(PATIENCE).until(() -> types(reader).contains("progress"));
            // Longer than the pause between two reports, so that the one that goes back has had its turn.
            await().during(Duration.ofMillis(600))
                    .atMost(PATIENCE)
                    .until(() ->
                            engine.get(run).json().at("/progress/0/percent").asInt() == 40);
            gate.countDown();
            await().atMost(PATIENCE).until(reader::isOver);

            assertThat(reader.events().stream()
                            .filter(event -> event.type().equals("progress"))
                            .map(event -> event.data().path("percent").asInt())
                            .filter(percent -> percent != 99))
                    .containsExactly(40, 100);
            assertThat(types(reader)).endsWith("progress", "end");
        }
    }

    @Test
    void goesOnExactlyAfterTheLastEventThatWasReceived() {
        CountDownLatch gate = probe.block("reported");
        String run = submit("reporting");
        List<Event> before = new ArrayList<>();
        try (EventReader reader = follow(run)) {
            await().atMost(PATIENCE).until(() -> types(reader).contains("progress"));
            before.addAll(reader.events());
        }
        gate.countDown();
        String last = before.get(before.size() - 1).id();
        try (EventReader reader = follow(run, "Last-Event-ID", last)) {
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(data(reader, "step"))
                    .as("the short step was told of already")
                    .singleElement()
                    .asString()
                    .contains("\"id\":\"long\"");
            assertThat(types(reader)).endsWith("end");
        }
    }

    @Test
    void tellsTheSameOfARunThatIsInTheHistory() {
        String run = submit("three-steps");
        UUID id = UUID.fromString(run.substring(run.lastIndexOf('/') + 1));
        await().atMost(PATIENCE)
                .until(() -> database.sql("select count(*) from run_history where id = :id")
                                .param("id", id)
                                .query(Integer.class)
                                .single()
                        == 1);
        try (EventReader reader = follow(run, "Last-Event-ID", "not a cursor")) {
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(types(reader)).containsExactly("step", "step", "step", "end");
            String second = reader.events().get(1).id();
            try (EventReader again = follow(run, "Last-Event-ID", second)) {
                await().atMost(PATIENCE).until(again::isOver);
                assertThat(types(again)).containsExactly("step", "end");
            }
            String end = reader.events().get(3).id();
            try (EventReader over = follow(run, "Last-Event-ID", end)) {
                assertThat(over.status()).as("tells browsers to stop").isEqualTo(204);
            }
        }
    }

    @Test
    void aCursorThatTheRunNeverHadIsTakenAsTheStart() {
        String run = submit("three-steps");
        try (EventReader reader = follow(run, "Last-Event-ID", "r999.s999999.p1")) {
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(types(reader)).containsSubsequence("step", "step", "step", "end");
        }
    }

    @Test
    void refusesUnknownRunsAndOtherMediaTypes() {
        assertThat(engine.get("/api/v1/runs/" + UUID.randomUUID() + "/events")
                        .json()
                        .get("code")
                        .asText())
                .isEqualTo("RUN_NOT_FOUND");
        assertThat(engine.get("/api/v1/runs/nonsense/events").status()).isEqualTo(404);
        String run = submit("no-op");
        assertThat(engine.send(engine.request(run + "/events")
                                .header("Accept", "application/json")
                                .build())
                        .status())
                .isEqualTo(406);
    }

    @Test
    void keepsABoundedNumberOfStreamsAndNoticesThatCallersAreGone() {
        CountDownLatch gate = probe.block("reported");
        String run = submit("reporting");
        List<EventReader> readers = List.of(follow(run), follow(run), follow(run));
        EngineClient.Answer refused = engine.send(engine.request(run + "/events")
                .header("Accept", "text/event-stream")
                .build());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().get("code").asText()).isEqualTo("OVERLOADED");
        assertThat(refused.header("Retry-After")).isNotNull();

        readers.forEach(EventReader::close);
        await().atMost(PATIENCE).untilAsserted(() -> {
            try (EventReader reader = follow(run)) {
                assertThat(reader.status()).isEqualTo(200);
            }
        });
        gate.countDown();
    }

    private String submit(String workflow) {
        return engine.submit(workflow, "{\"text\":\"a\"}").header("Location");
    }

    private EventReader follow(String run, String... headers) {
        // That a caller has left is noticed a little later, and until then the stream counts.
        return await().atMost(PATIENCE)
                .until(() -> new EventReader(port, run + "/events", headers), reader -> reader.status() != 503);
    }

    private static List<String> types(EventReader reader) {
        return reader.events().stream().map(Event::type).toList();
    }

    private static List<String> data(EventReader reader, String type) {
        return reader.events().stream()
                .filter(event -> event.type().equals(type))
                .map(event -> event.data().toString())
                .toList();
    }

    @TestConfiguration
    static class Routes {
        @Bean
        RouteBuilder reportingRoute() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:reporting")
                            .routeId("reporting")
                            .step("short")
                            .setVariable("a", constant(1))
                            .end()
                            .step("long")
                            .to("bean:progress?method=percent(*, 40, 'half way')")
                            .bean("probe", "visit(${body}, 'reported')")
                            .to("bean:progress?method=percent(*, 100)")
                            .end();
                    from("workflow:overall")
                            .routeId("overall")
                            .to("bean:progress?method=percent(*, 40)")
                            .to("bean:progress?method=percent(*, 10)")
                            .step("overall-step")
                            .bean("probe", "visit(${body}, 'overall')")
                            .end()
                            .to("bean:progress?method=percent(*, 99)")
                            .to("bean:progress?method=percent(*, 100)");
                }
            };
        }
    }
}
