package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.UploadForm;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine as a real process, killed again and again while it embeds a document with a model of the model server. */
class KilledIngestionIT {
    private static final int SECTIONS = 400;
    private static final int BATCH = 2;
    private static final int KILLS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void aKilledWorkerLosesNoPassageAndEmbedsNoneTwice() {
        try (FakeOllama ollama = FakeOllama.start();
                EngineProcess process = new EngineProcess(directory, environment(ollama))) {
            EngineClient engine = process.start(settings());
            String document = upload(engine);
            for (int kill = 0; kill < KILLS; kill++) {
                int before = embedCalls(ollama);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> embedCalls(ollama) > before + 3);
                process.kill();
                engine = process.start(settings());
            }
            EngineClient last = engine;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    last.get(document).json().get("state").asText())
                            .isEqualTo("indexed"));

            List<String> texts = texts(ollama);
            Set<String> different = new HashSet<>(texts);
            assertThat(different).hasSize(SECTIONS);
            assertThat(last.get(document).json().get("chunks").asInt()).isEqualTo(SECTIONS);
            // Only what was on its way when the engine died, whose answer nobody has got, is asked for again.
            assertThat(texts.size() - different.size()).isLessThanOrEqualTo(KILLS * BATCH);
        }
    }

    private static String upload(EngineClient engine) {
        engine.send(engine.request("/api/v1/collections/elsewhere")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"embeddingModel\":\"nomic-embed-text\"}"))
                .build());
        String text = IntStream.range(0, SECTIONS)
                .mapToObj("# Ferry %1$d\n\nThe ferry number %1$d sails every day.\n\n"::formatted)
                .collect(Collectors.joining());
        EngineClient.Answer answer = UploadForm.of(
                        "ferries.md", text.getBytes(StandardCharsets.UTF_8), Map.of("collection", "elsewhere"))
                .post(engine);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.header("Location");
    }

    private static int embedCalls(FakeOllama ollama) {
        return ollama.requests("/api/embed").size();
    }

    private static List<String> texts(FakeOllama ollama) {
        List<String> texts = new ArrayList<>();
        for (FakeOllama.Seen request : ollama.requests("/api/embed")) {
            JsonNode input = request.body().get("input");
            if (input.isArray()) {
                input.forEach(text -> texts.add(text.asText()));
            } else {
                texts.add(input.asText());
            }
        }
        return texts;
    }

    private static Map<String, String> environment(FakeOllama ollama) {
        return Map.of(
                "WORKFLOW_ROUTES_DIR", Path.of("routes").toAbsolutePath().toString(), "OLLAMA_BASE_URL", ollama.url());
    }

    private static String[] settings() {
        return new String[] {
            "--engine.knowledge.ingestion.batch=" + BATCH,
            "--engine.worker.lease=3s",
            "--engine.worker.renew-every=1s",
            "--engine.worker.reap-every=1s",
            // As often as here, a run that kills its workers would be given up.
            "--engine.worker.max-crashes=10"
        };
    }
}
