package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The engine as a real process, killed again and again while it embeds 200 documents with a model of the model server. What
 * is counted is what the model server was asked for: a passage is asked for again only if the worker that had asked for it
 * died before it had stored the answer.
 */
class KilledIngestionIT {
    private static final int DOCUMENTS = 200;
    private static final int PASSAGES = 3;
    private static final int BATCH = 2;
    private static final int KILLS = 3;
    private static final int RUNS_AT_ONCE = 4;
    private static final int CALLS_BETWEEN_KILLS = 40;
    private static final Path FIGURES = Path.of("target/killed-ingestion.json");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private final Map<String, String> settings = TestDatabase.settings();
    private final JdbcClient database = JdbcClient.create(new DriverManagerDataSource(url(settings)));

    @Test
    void killedWorkersLoseNothingAndEmbedNoStoredPassageAgain() throws IOException {
        try (FakeOllama ollama = FakeOllama.start();
                EngineProcess process = new EngineProcess(directory, environment(ollama))) {
            long begun = System.nanoTime();
            handIn(process.start(arguments()));
            Set<String> stored = new HashSet<>();
            int asked = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                int before = embedCalls(ollama);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> embedCalls(ollama) >= before + CALLS_BETWEEN_KILLS);
                process.kill();
                awaitTheEndOfItsStatements();
                asked = assertNothingAgain(ollama, asked, stored);
                stored.addAll(storedPassages());
                assertThat(stored).hasSizeBetween(1, DOCUMENTS * PASSAGES - 1);
                process.start(arguments());
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(count("document where version = 1")).isEqualTo(DOCUMENTS));
            asked = assertNothingAgain(ollama, asked, stored);

            assertThat(asked).isEqualTo(embedCalls(ollama));
            assertThat(new HashSet<>(texts(ollama, 0, asked))).hasSize(DOCUMENTS * PASSAGES);
            assertThat(storedPassages()).hasSize(DOCUMENTS * PASSAGES);
            assertThat(count("chunk")).isEqualTo(DOCUMENTS * PASSAGES);
            assertThat(count("chunk_draft")).isZero();
            int again = texts(ollama, 0, asked).size() - DOCUMENTS * PASSAGES;
            assertThat(again)
                    .as("passages that were asked for when their worker was killed, and asked for again")
                    .isLessThanOrEqualTo(KILLS * RUNS_AT_ONCE * BATCH);
            EngineClient engine = new EngineClient(process.port());
            assertThat(notSucceeded()).as("runs that have not succeeded").isZero();
            JsonNode compared = indexComparedWithDatabase(engine);
            write(again, (System.nanoTime() - begun) / 1e9, compared);
        }
    }

    /** Nothing is missing in the index, and nothing is there twice. */
    private static JsonNode indexComparedWithDatabase(EngineClient engine) {
        JsonNode answer = engine.run("compare-index", "{}").json();
        JsonNode compared = answer.path("result");
        assertThat(compared.path("missing").asInt(-1)).as(answer.toString()).isZero();
        assertThat(compared.path("surplus").asInt(-1)).as(answer.toString()).isZero();
        assertThat(compared.path("different").asInt(-1)).as(answer.toString()).isZero();
        assertThat(compared.path("chunks").asInt()).as(answer.toString()).isEqualTo(DOCUMENTS * PASSAGES);
        return compared;
    }

    /** For {@code scripts/benchmark.sh}. */
    private static void write(int again, double seconds, JsonNode compared) throws IOException {
        Files.writeString(
                FIGURES,
                String.format(
                        Locale.ROOT,
                        "{\"documents\":%d,\"kills\":%d,\"lost\":%d,\"inFlightAskedAgain\":%d,\"seconds\":%.1f}%n",
                        DOCUMENTS,
                        KILLS,
                        compared.path("missing").asInt(),
                        again,
                        seconds));
    }

    private long notSucceeded() {
        await().atMost(PATIENCE).until(() -> count("run where state not in ('succeeded', 'failed', 'cancelled')") == 0);
        return count("run where workflow = 'index-document' and state <> 'succeeded'")
                + count("run_history where workflow = 'index-document' and state <> 'succeeded'");
    }

    /** In the life of one worker, no passage is asked for twice, and none that was stored before. */
    private static int assertNothingAgain(FakeOllama ollama, int from, Set<String> stored) {
        int to = embedCalls(ollama);
        List<String> texts = texts(ollama, from, to);
        assertThat(texts).doesNotHaveDuplicates().doesNotContainAnyElementsOf(withOne(stored));
        return to;
    }

    /** An assertion about no elements is refused. */
    private static Set<String> withOne(Set<String> texts) {
        return Stream.concat(texts.stream(), Stream.of("no passage")).collect(Collectors.toSet());
    }

    private static void handIn(EngineClient engine) {
        engine.send(engine.request("/api/v1/collections/elsewhere")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"embeddingModel\":\"nomic-embed-text\"}"))
                .build());
        for (int number = 0; number < DOCUMENTS; number++) {
            int document = number;
            String text = IntStream.range(0, PASSAGES)
                    .mapToObj(pier -> "# Pier %d-%d\n\nThe ferry sails every day.\n\n".formatted(document, pier))
                    .collect(Collectors.joining());
            JsonNode input = new ObjectMapper()
                    .createObjectNode()
                    .put("name", "ferry-%d.md".formatted(number))
                    .put("collection", "elsewhere")
                    .put("text", text);
            EngineClient.Answer answer = engine.submit("index-document", input.toString());
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        }
    }

    /** PostgreSQL finishes a statement whose sender is gone. */
    private void awaitTheEndOfItsStatements() {
        await().atMost(PATIENCE).until(() -> count("""
                pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'""") == 0);
    }

    private Set<String> storedPassages() {
        return new HashSet<>(database.sql("""
                        select content from chunk_draft where embedding is not null
                        union select content from chunk""").query(String.class).list());
    }

    private long count(String rows) {
        return database.sql("select count(*) from " + rows).query(Long.class).single();
    }

    private static int embedCalls(FakeOllama ollama) {
        return ollama.requests("/api/embed").size();
    }

    /** The passages of these calls, without the title and headings that are embedded with each. */
    private static List<String> texts(FakeOllama ollama, int from, int to) {
        List<String> texts = new ArrayList<>();
        for (FakeOllama.Seen request : ollama.requests("/api/embed").subList(from, to)) {
            JsonNode input = request.body().get("input");
            (input.isArray() ? input : List.of(input)).forEach(text -> texts.add(passage(text.asText())));
        }
        return texts;
    }

    private static String passage(String embedded) {
        return embedded.substring(embedded.indexOf('\n') + 1);
    }

    private static String url(Map<String, String> settings) {
        String url = settings.getOrDefault("engine.database.direct-url", settings.get("engine.database.url"));
        return url.startsWith("jdbc:") ? url : "jdbc:" + url;
    }

    private static Map<String, String> environment(FakeOllama ollama) {
        return Map.of(
                "WORKFLOW_ROUTES_DIR", Path.of("routes").toAbsolutePath().toString(), "OLLAMA_BASE_URL", ollama.url());
    }

    private String[] arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--engine.knowledge.ingestion.batch=" + BATCH,
                "--engine.worker.concurrency=" + RUNS_AT_ONCE,
                // Long enough that a busy machine takes no run away from a living worker.
                "--engine.worker.lease=10s",
                "--engine.worker.renew-every=1s",
                "--engine.worker.reap-every=1s",
                // As often as here, a run that kills its workers would be given up.
                "--engine.worker.max-crashes=10"));
        settings.forEach((name, value) -> arguments.add("--%s=%s".formatted(name, value)));
        return arguments.toArray(String[]::new);
    }
}
