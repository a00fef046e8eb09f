package io.aiworkflow.operations.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.Script;
import io.aiworkflow.testsupport.TestLogin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Operators look into a running engine. */
@EngineTest
class DiagnosisIT {
    private static final String LEVELS = "/api/v1/admin/log-levels/";
    private static final String RECORDINGS = "/api/v1/admin/recordings";
    private static final String LOGGER = "io.aiworkflow.told.by.a.test";
    private static final String SECRET = "diagnosis.secret";

    @LocalServerPort
    int port;

    private EngineClient engine;

    @BeforeEach
    void engine() {
        engine = new EngineClient(port);
    }

    @AfterEach
    void changeBack() {
        put(LOGGER, "{\"level\":null}");
        System.clearProperty(SECRET);
    }

    @Test
    void aLevelIsChangedAtOnceAndAudited() {
        Answer changed = put(LOGGER, "{\"level\":\"DEBUG\",\"minutes\":5}");

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().get("effective").asText()).isEqualTo("DEBUG");
        assertThat(changed.json().get("until").asText()).isNotEmpty();
        assertThat(LoggerFactory.getLogger(LOGGER + ".below").isDebugEnabled()).isTrue();
        assertThat(engine.get("/api/v1/admin/log-levels").json().findValuesAsText("logger"))
                .contains(LOGGER);
        JsonNode event = engine.get("/api/v1/admin/security-events?target=log-level:" + LOGGER + "&limit=1")
                .json()
                .get("events")
                .get(0);
        assertThat(event.get("actor").asText()).isEqualTo("admin");
        assertThat(event.get("details").get("level").asText()).isEqualTo("DEBUG");

        put(LOGGER, "{\"level\":null}");
        assertThat(engine.get(LEVELS + LOGGER).json().get("changed").asBoolean())
                .isFalse();
        assertThat(LoggerFactory.getLogger(LOGGER).isDebugEnabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "io.aiworkflow | {} | 422",
                "io.aiworkflow | {\"level\":\"LOUD\"} | 422",
                "io.aiworkflow | {\"level\":\"DEBUG\",\"minutes\":0} | 422",
                "org.apache.hc.client5.http.wire | {\"level\":\"DEBUG\"} | 422",
                "org.apache.camel | {\"level\":\"DEBUG\"} | 422",
                "org.apache.camel.component.http.HttpProducer | {\"level\":\"TRACE\"} | 422",
                "ROOT | {\"level\":\"TRACE\"} | 422",
                "io..aiworkflow | {\"level\":\"DEBUG\"} | 422"
            })
    void aLevelThatCannotBeIsRefused(String logger, String body, int status) {
        Answer answer = put(logger, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aRecordingHoldsWhatTheEngineDoesAndNoSecrets(@TempDir Path folder) throws Exception {
        System.setProperty(SECRET, "sesame-of-a-recording");
        Answer begun = engine.post(RECORDINGS, "{\"seconds\":1}");
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        String address = begun.header("Location");

        assertThat(engine.post(RECORDINGS, "{\"seconds\":1}").status()).isEqualTo(409);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> engine.get(RECORDINGS).json().get("recordings"), all -> isFinished(all, address));

        Path file = download(address, folder.resolve("recording.jfr"));
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events).isNotEmpty();
        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .doesNotContain("jdk.InitialSystemProperty", "jdk.InitialEnvironmentVariable", "jdk.JVMInformation");
        assertThat(events).noneMatch(event -> event.toString().contains("sesame-of-a-recording"));
    }

    @Test
    void aRecordingHasAnEnd() {
        assertThat(engine.post(RECORDINGS, "{\"seconds\":601}").status()).isEqualTo(422);
        assertThat(engine.get(RECORDINGS + "/01a213c3-b37d-788d-9c68-300949f63706")
                        .status())
                .isEqualTo(404);
        assertThat(engine.get(RECORDINGS + "/..%2fengine.log").status()).isIn(400, 404);
    }

    @Test
    void aDumpShowsThreads() {
        Answer dump = engine.get("/api/v1/admin/threads");

        assertThat(dump.status()).isEqualTo(200);
        assertThat(dump.header("Content-Type")).startsWith("text/plain");
        assertThat(dump.body()).contains("dispatcher", "meter-sampling", "io.aiworkflow.worker.Dispatcher");
    }

    @Test
    void theScriptFetchesThreadsAndRecordings(@TempDir Path folder) throws Exception {
        Map<String, String> engine =
                Map.of("ENGINE_PORT", "" + port, "ADMIN_PASSWORD_FILE", TestLogin.PASSWORD_FILE.toString());
        Path threads = folder.resolve("threads.txt");
        Path recording = folder.resolve("profile.jfr");

        assertThat(Script.run("profile.sh", engine, "threads", threads.toString()))
                .contains("written to");
        assertThat(Files.readString(threads)).contains("dispatcher");
        assertThat(Script.run("profile.sh", engine, "1", recording.toString())).contains("written to");
        assertThat(RecordingFile.readAllEvents(recording)).isNotEmpty();
    }

    private static boolean isFinished(JsonNode all, String address) {
        return StreamSupport.stream(all.spliterator(), false)
                .anyMatch(each -> address.endsWith(each.get("id").asText())
                        && each.get("state").asText().equals("finished"));
    }

    private Path download(String address, Path file) throws Exception {
        HttpRequest request = engine.request(address)
                .header("Authorization", TestLogin.authorization(port))
                .build();
        HttpResponse<Path> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(file));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Files.size(file)).isPositive();
        return file;
    }

    private Answer put(String logger, String body) {
        return engine.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + LEVELS + logger))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
