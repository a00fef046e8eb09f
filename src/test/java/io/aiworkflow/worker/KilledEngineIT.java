package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine as a real process on its embedded database, killed while a run is in the middle. */
class KilledEngineIT {
    @TempDir
    Path directory;

    /** Which steps have reached the outside, in order: the judge of repetitions. */
    private final List<String> effects = new CopyOnWriteArrayList<>();

    private final CountDownLatch gate = new CountDownLatch(1);
    private HttpServer outside;

    @BeforeEach
    void writeRoutes() throws IOException {
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.setExecutor(Executors.newCachedThreadPool());
        outside.createContext("/", exchange -> {
            String step = exchange.getRequestURI().getPath().substring(1);
            effects.add(step);
            if (step.equals("second")) {
                awaitGate();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        outside.start();
        Path routes = directory.resolve("routes");
        Files.createDirectories(routes.resolve("workflows"));
        Files.createDirectories(routes.resolve("kamelets"));
        Files.writeString(routes.resolve("kamelets/effect-sink.kamelet.yaml"), kamelet());
        Files.writeString(routes.resolve("workflows/three-calls.camel.yaml"), workflow());
    }

    @AfterEach
    void stopOutside() {
        gate.countDown();
        outside.stop(0);
    }

    @Test
    void finishesTheRunAfterAKillWithoutRepeatingTheFinishedStep() {
        try (EngineProcess process = new EngineProcess(directory, Map.of("WORKFLOW_ROUTES_DIR", "routes"))) {
            EngineClient engine = process.startWithQuickLease();
            String run = submit(engine);
            await().atMost(Duration.ofSeconds(30)).until(() -> effects.contains("second"));
            process.kill();
            gate.countDown();

            EngineClient again = process.startWithQuickLease();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(again.get(run).json().get("state").asText())
                                    .isEqualTo("succeeded"));
            assertThat(effects).containsExactly("first", "second", "second", "third");
            JsonNode finished = again.get(run).json();
            assertThat(finished.get("attempts").asInt())
                    .as("a crash spends no attempt")
                    .isZero();
            assertThat(finished.get("steps").findValuesAsText("id")).containsExactly("first", "second", "third");
        }
    }

    @Test
    void givesTheRunBackWhenItIsStoppedAndStopsCleanly() {
        try (EngineProcess process = new EngineProcess(directory, Map.of("WORKFLOW_ROUTES_DIR", "routes"))) {
            String run = submit(process.start("--engine.worker.drain-timeout=1s"));
            await().atMost(Duration.ofSeconds(30)).until(() -> effects.contains("second"));
            assertThat(process.stop()).as("143 is the exit code of SIGTERM").isEqualTo(143);
            assertThat(process.log()).content().contains("was given back unfinished");
            assertThat(directory.resolve("data/postgres/postmaster.pid")).doesNotExist();
            gate.countDown();

            EngineClient again = process.start();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(again.get(run).json().get("state").asText())
                                    .isEqualTo("succeeded"));
            assertThat(effects).containsExactly("first", "second", "second", "third");
        }
    }

    private static String submit(EngineClient engine) {
        Answer accepted = engine.submit("three-calls", "{\"a\":1}");
        assertThat(accepted.status())
                .as(() ->
                        accepted.body() + engine.get("/api/v1/workflows").json().get("refused"))
                .isEqualTo(202);
        return accepted.header("Location");
    }

    private void awaitGate() {
        try {
            gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String kamelet() {
        return """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata:
          name: effect-sink
          labels:
            camel.apache.org/kamelet.type: sink
        spec:
          definition:
            title: Effect
            description: Makes an effect outside of the engine.
            type: object
            required: [name]
            properties:
              name:
                title: Name
                description: What the effect is called.
                type: string
                example: first
          template:
            from:
              uri: kamelet:source
              steps:
                - setBody: {constant: effect}
                - to:
                    id: make-effect
                    uri: http://127.0.0.1:%d/{{name}}
                    parameters: {httpMethod: POST}
        """.formatted(outside.getAddress().getPort());
    }

    private static String workflow() {
        StringBuilder steps = new StringBuilder();
        for (String name : List.of("first", "second", "third")) {
            steps.append("""
                            - step:
                                id: %1$s
                                steps:
                                  - to: {id: call-%1$s, uri: "kamelet:effect-sink", parameters: {name: %1$s}}
                                  - setBody: {constant: "after %1$s"}
                    """.formatted(name));
        }
        return """
        - route:
            id: three-calls
            description: Calls the outside three times.
            from:
              uri: workflow:three-calls
              steps:
        """ + steps;
    }
}
