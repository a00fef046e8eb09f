package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows that are edited while a run of them is between two attempts, with and without a restart of the engine. */
class VersionPinningIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    /** What has reached the outside, in order. */
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private volatile boolean gateIsOpen;
    private HttpServer outside;

    @BeforeEach
    void openOutside() throws IOException {
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.setExecutor(Executors.newCachedThreadPool());
        outside.createContext("/", exchange -> {
            String call = exchange.getRequestURI().getPath().substring(1);
            calls.add(call);
            exchange.sendResponseHeaders(call.endsWith("gate") && !gateIsOpen ? 503 : 204, -1);
            exchange.close();
        });
        outside.start();
        write("kamelets/call-sink.kamelet.yaml", kamelet("call-sink"));
        write("kamelets/former-sink.kamelet.yaml", kamelet("former-sink"));
    }

    @AfterEach
    void closeOutside() {
        outside.stop(0);
    }

    @Test
    void aRunFinishesOnItsVersionWhileNewOnesUseTheEditedFile() {
        workflow("story", "resume", "call-sink", "old");
        try (EngineProcess process = engine()) {
            EngineClient engine = process.start();
            String run = submitToGate(engine, "story");
            String version = version(engine, "story");

            workflow("story", "resume", "call-sink", "new");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(version(engine, "story")).isNotEqualTo(version));
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(process.log().toPath()).contains("Restored version " + version));
            assertThat(version(engine, "story")).isNotEqualTo(version);
            gateIsOpen = true;
            assertThat(engine.run("story", "1").json().get("result").asText()).isEqualTo("new");
            JsonNode finished = finished(engine, run);
            assertThat(finished.get("result").asText()).isEqualTo("old");
            assertThat(finished.get("version").asText()).isEqualTo(version);
            assertThat(calls).filteredOn("story-old-first"::equals).hasSize(1);
        }
    }

    @Test
    void afterARestartARunFinishesOnItsVersionOrAsItsWorkflowSays() throws IOException {
        workflow("edited", "fail", "call-sink", "old");
        workflow("deleted", "fail", "call-sink", "old");
        List<String> policies = List.of("resume", "restart", "fail");
        policies.forEach(policy -> workflow(policy, "resume", "former-sink", "old"));
        try (EngineProcess process = engine()) {
            EngineClient before = process.start();
            Map<String, String> runs = new HashMap<>();
            for (String name : List.of("edited", "deleted", "resume", "restart", "fail")) {
                runs.put(name, submitToGate(before, name));
            }
            String failVersion = version(before, "fail");
            process.stop();
            workflow("edited", "fail", "call-sink", "new");
            Files.delete(directory.resolve("routes/workflows/deleted.camel.yaml"));
            Files.delete(directory.resolve("routes/kamelets/former-sink.kamelet.yaml"));
            policies.forEach(policy -> workflow(policy, policy, "call-sink", "new"));
            gateIsOpen = true;

            EngineClient engine = process.start();
            assertThat(result(engine, runs.get("edited"))).isEqualTo("old");
            assertThat(result(engine, runs.get("deleted"))).isEqualTo("old");
            assertThat(engine.get("/api/v1/workflows/deleted").status()).isEqualTo(404);
            assertThat(result(engine, runs.get("resume"))).isEqualTo("new");
            assertThat(result(engine, runs.get("restart"))).isEqualTo("new");
            for (String policy : List.of("resume", "restart")) {
                assertThat(finished(engine, runs.get(policy)).get("version").asText())
                        .isEqualTo(version(engine, policy));
            }
            JsonNode failed = finished(engine, runs.get("fail"));
            assertThat(failed.at("/error/code").asText()).isEqualTo("WORKFLOW_VERSION_GONE");
            assertThat(failed.at("/error/message").asText())
                    .contains(failVersion, "there is no Kamelet 'former-sink'", version(engine, "fail"));
            assertThat(Collections.frequency(calls, "resume-old-first")).isOne();
            assertThat(calls).doesNotContain("resume-new-first").contains("restart-new-first");
        }
    }

    @Test
    void aResumedParentFindsTheSubRunOfAWorkflowThatWasDeleted() throws IOException {
        workflow("child", "resume", "call-sink", "old");
        write("workflows/parent.camel.yaml", """
                - route:
                    id: parent
                    description: Calls a workflow.
                    from:
                      uri: workflow:parent
                      parameters: {attempts: 20}
                      steps:
                        - to: {id: call-child, uri: workflow:child}
                """);
        try (EngineProcess process = engine()) {
            EngineClient before = process.startWithQuickLease();
            String parent = before.submit("parent", "{\"a\":1}").header("Location");
            await().atMost(PATIENCE).until(() -> calls.contains("child-old-gate"));
            process.kill();
            Files.delete(directory.resolve("routes/workflows/child.camel.yaml"));
            gateIsOpen = true;

            EngineClient engine = process.startWithQuickLease();
            assertThat(result(engine, parent)).isEqualTo("old");
            assertThat(engine.get("/api/v1/workflows/child").status()).isEqualTo(404);
            assertThat(Collections.frequency(calls, "child-old-first")).isOne();
        }
    }

    private EngineProcess engine() {
        return EngineProcess.withRoles("api,worker", directory, directory.resolve("routes"), TestDatabase.settings());
    }

    private String submitToGate(EngineClient engine, String workflow) {
        EngineClient.Answer accepted = engine.submit(workflow, "{\"a\":1}");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> calls.contains(workflow + "-old-gate"));
        return accepted.header("Location");
    }

    private static String result(EngineClient engine, String run) {
        JsonNode finished = finished(engine, run);
        assertThat(finished.get("state").asText()).as(finished.toString()).isEqualTo("succeeded");
        return finished.get("result").asText();
    }

    private static JsonNode finished(EngineClient engine, String run) {
        return await().atMost(PATIENCE)
                .until(
                        () -> engine.get(run).json(),
                        found -> List.of("succeeded", "failed")
                                .contains(found.get("state").asText()));
    }

    private static String version(EngineClient engine, String workflow) {
        return engine.get("/api/v1/workflows/" + workflow).json().get("version").asText();
    }

    private void workflow(String name, String onChange, String kamelet, String mark) {
        write("workflows/" + name + ".camel.yaml", """
                - route:
                    id: %1$s
                    description: Calls the outside twice.
                    from:
                      uri: workflow:%1$s
                      parameters: {attempts: 20, onChange: %2$s}
                      steps:
                        - step:
                            id: first
                            steps:
                              - to: {id: call-first, uri: "kamelet:%3$s", parameters: {name: %1$s-%4$s-first}}
                        - step:
                            id: gate
                            steps:
                              - to: {id: call-gate, uri: "kamelet:%3$s", parameters: {name: %1$s-%4$s-gate}}
                        - setBody: {constant: %4$s}
                """.formatted(name, onChange, kamelet, mark));
    }

    private String kamelet(String name) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: %s
                  labels:
                    camel.apache.org/kamelet.type: sink
                spec:
                  definition:
                    title: Call
                    description: Calls the outside.
                    type: object
                    required: [name]
                    properties:
                      name:
                        title: Name
                        description: What the call is called.
                        type: string
                        example: first
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody: {constant: call}
                        - to:
                            id: call
                            uri: http://127.0.0.1:%d/{{name}}
                            parameters: {httpMethod: POST}
                """.formatted(name, outside.getAddress().getPort());
    }

    private void write(String path, String text) {
        try {
            Path file = directory.resolve("routes").resolve(path);
            Files.createDirectories(file.getParent());
            Path draft = Files.writeString(directory.resolve("draft.tmp"), text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
