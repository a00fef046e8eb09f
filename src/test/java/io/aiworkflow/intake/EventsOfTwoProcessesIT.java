package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.EventReader;
import io.aiworkflow.testsupport.EventReader.Event;
import io.aiworkflow.testsupport.SlowOutside;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caller who follows a run is led to another api process with each connection, as behind a balancer. */
class EventsOfTwoProcessesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<String> STEPS =
            IntStream.rangeClosed(1, 6).mapToObj(i -> "call-" + i).toList();

    @TempDir
    Path directory;

    private final SlowOutside outside = new SlowOutside(Duration.ZERO);
    private final Map<String, String> settings = TestDatabase.settings();
    private final List<EngineProcess> processes = new ArrayList<>();
    private Path routes;

    @BeforeEach
    void writeRoutes() throws IOException {
        routes = directory.resolve("routes");
        outside.writeKamelet(routes);
        Files.createDirectories(routes.resolve("workflows"));
        Files.writeString(routes.resolve("workflows/six-calls.camel.yaml"), SlowOutside.workflow("six-calls", STEPS));
    }

    @AfterEach
    void stopAll() {
        outside.close();
        processes.forEach(EngineProcess::close);
    }

    @Test
    void noEventIsLostOrDoubledWhereverTheCallerConnectsAgain() {
        List<CountDownLatch> gates = STEPS.stream().map(outside::block).toList();
        EngineProcess dying = start("api");
        EngineProcess staying = start("api,worker");
        String events =
                new EngineClient(dying.port()).submit("six-calls", "{\"a\":1}").header("Location") + "/events";
        List<Event> received = new ArrayList<>();

        follow(dying, events, received, () -> open(gates, 0, 2), 2);
        // Nobody is connected while the third step ends.
        open(gates, 2, 3);
        await().atMost(PATIENCE).until(() -> outside.calls("call-4") > 0);
        follow(staying, events, received, () -> open(gates, 3, 4), 4);
        follow(dying, events, received, () -> open(gates, 4, 5), 5);
        dying.kill();
        follow(staying, events, received, () -> open(gates, 5, 6), 6);

        assertThat(steps(received)).containsExactlyElementsOf(STEPS);
        assertThat(received).extracting(Event::id).doesNotHaveDuplicates();
        assertThat(received).extracting(Event::type).containsOnlyOnce("end").endsWith("end");
        List<Event> again = new ArrayList<>();
        follow(staying, events, again, () -> {}, STEPS.size());
        assertThat(steps(again)).isEqualTo(steps(received));
        assertThat(again).last().isEqualTo(received.get(received.size() - 1));
    }

    /** Connects after the last event that was received, and breaks off as soon as so many steps have been told. */
    private static void follow(EngineProcess api, String path, List<Event> received, Runnable meanwhile, int steps) {
        String[] headers = received.isEmpty()
                ? new String[0]
                : new String[] {
                    "Last-Event-ID", received.get(received.size() - 1).id()
                };
        try (EventReader reader = new EventReader(api.port(), path, headers)) {
            assertThat(reader.status()).isEqualTo(200);
            meanwhile.run();
            int before = steps(received).size();
            await().atMost(PATIENCE)
                    .until(() -> steps == STEPS.size()
                            ? reader.isOver()
                            : before + steps(reader.events()).size() >= steps);
            received.addAll(reader.events());
        }
    }

    private static List<String> steps(List<Event> events) {
        return events.stream()
                .filter(event -> event.type().equals("step"))
                .map(event -> event.data().get("id").asText())
                .toList();
    }

    private static void open(List<CountDownLatch> gates, int from, int to) {
        gates.subList(from, to).forEach(CountDownLatch::countDown);
    }

    private EngineProcess start(String roles) {
        try {
            Path own = Files.createDirectories(directory.resolve("process-" + processes.size()));
            EngineProcess process = EngineProcess.withRoles(roles, own, routes, settings);
            processes.add(process);
            process.start();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
