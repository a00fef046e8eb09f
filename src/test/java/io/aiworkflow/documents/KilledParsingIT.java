package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.parsing.SampleDocuments;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.UploadForm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process that reads a document, and the engine over it, killed in the middle of it: the run reads the document again,
 * and nothing goes on reading that nobody waits for. A frozen process is surely in the middle.
 */
class KilledParsingIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Longer than a busy machine takes to read the documents of this test. */
    private static final Duration LONGEST_READING = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Map<String, String> settings = TestDatabase.settings();

    @Test
    void aKilledReadingIsBegunAgainAndEndsWithItsEngine() {
        try (EngineProcess process = new EngineProcess(directory, environment())) {
            EngineClient engine = start(process);
            Answer first = upload(engine, "first.html", "The ferry Albatross sails at nine.");
            ProcessHandle killed = frozenReader(process, -1);
            assertThat(killed.destroyForcibly()).isTrue();
            ProcessHandle again = frozenReader(process, killed.pid());
            signal(again, "CONT");
            assertThat(indexed(engine, first)).isEqualTo(1);

            Answer second = upload(engine, "second.html", "The ferry Bittern sails at ten.");
            ProcessHandle orphan = frozenReader(process, again.pid());
            process.kill();
            assertThat(orphan.isAlive()).isTrue();
            signal(orphan, "CONT");
            await().atMost(LONGEST_READING).until(() -> !orphan.isAlive());

            engine = start(process);
            assertThat(indexed(engine, second)).isEqualTo(1);
            assertThat(search(engine, "When does the ferry Albatross sail?")).contains("Albatross sails at nine");
            assertThat(search(engine, "When does the ferry Bittern sail?")).contains("Bittern sails at ten");
        }
    }

    /** The start may take so long that the connection over which its health was asked is closed again. */
    private EngineClient start(EngineProcess process) {
        process.start(arguments());
        return new EngineClient(process.port());
    }

    private static Answer upload(EngineClient engine, String name, String text) {
        String page = "<!DOCTYPE html><html><body><p>%s</p></body></html>".formatted(text);
        Answer taken = UploadForm.of(name, SampleDocuments.utf8(page), Map.of()).post(engine);
        assertThat(taken.status()).as(taken.body()).isEqualTo(202);
        return taken;
    }

    /** The process that reads now, another than the last one. All other children of the engine are no Java. */
    private static ProcessHandle frozenReader(EngineProcess process, long last) {
        ProcessHandle reader = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> process.handle()
                                .children()
                                .filter(child -> child.pid() != last
                                        && child.info().command().orElse("").endsWith("/java"))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
        signal(reader, "STOP");
        return reader;
    }

    private static void signal(ProcessHandle process, String signal) {
        try {
            int ended = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(ended).as("kill -%s", signal).isZero();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many passages it has. */
    private static int indexed(EngineClient engine, Answer taken) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode document = engine.get(taken.header("Location")).json();
            assertThat(document.path("state").asText()).as(document.toString()).isEqualTo("indexed");
        });
        return engine.get(taken.header("Location")).json().path("chunks").asInt();
    }

    private static String search(EngineClient engine, String question) {
        return engine.post("/api/v1/search", "{\"question\":\"%s\"}".formatted(question))
                .body();
    }

    private static Map<String, String> environment() {
        return Map.of("WORKFLOW_ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
    }

    private String[] arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--engine.knowledge.parsing.timeout=" + LONGEST_READING.toSeconds() + "s",
                "--engine.worker.lease=3s",
                "--engine.worker.renew-every=1s",
                "--engine.worker.reap-every=1s"));
        settings.forEach((name, value) -> arguments.add("--%s=%s".formatted(name, value)));
        return arguments.toArray(String[]::new);
    }
}
