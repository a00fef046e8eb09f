package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.FreePorts;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What operators do with models over REST. */
@EngineTest
class ModelAdministrationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ABSENT = "http://127.0.0.1:" + FreePorts.next();

    static FakeOllama ollama;

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", () -> ollama.url() + "," + ABSENT);
    }

    @BeforeAll
    static void startModel() {
        ollama = FakeOllama.start();
    }

    @AfterAll
    static void stopModel() {
        ollama.close();
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        ollama.hasOnly("llama3.2", "nomic-embed-text").hasLoaded().pulls(FakeReply.pulled());
    }

    @Test
    void listsServersThatWorkAndServersThatDoNot() {
        ollama.hasLoaded("llama3.2");
        Answer answer = engine.get("/api/v1/models");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode working = answer.json().at("/servers/0");
        assertThat(working.path("available").asBoolean()).isTrue();
        assertThat(working.path("kind").asText()).isEqualTo("Ollama");
        assertThat(working.at("/models/0/name").asText()).isEqualTo("llama3.2:latest");
        assertThat(working.at("/models/0/loaded/contextLength").asInt()).isEqualTo(4096);
        JsonNode absent = answer.json().at("/servers/1");
        assertThat(absent.path("available").asBoolean()).isFalse();
        assertThat(absent.path("problem").asText()).contains("ollama serve");
        assertThat(engine.get("/api/v1/models/queue").json().path("models")).isEmpty();
    }

    @Test
    void tellsAboutAModel() {
        Answer answer = engine.get("/api/v1/models/details?model=llama3.2");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("trainedContextLength").asInt()).isEqualTo(131_072);
        Answer unknown = engine.get("/api/v1/models/details?model=hf.co/a/b:Q4&server=" + ollama.url());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("code").asText()).isEqualTo("MODEL_NOT_FOUND");
        assertThat(engine.get("/api/v1/models/details").status()).isEqualTo(400);
        assertThat(engine.get("/api/v1/models/details?model=a&server=http://other")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void fetchesAModelAsARunWithProgress() {
        Answer accepted = engine.post("/api/v1/models/pull", onServer("hf.co/user/model:Q4"));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        JsonNode run = ended(accepted);
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.at("/result/model").asText()).isEqualTo("hf.co/user/model:Q4");
        assertThat(run.at("/progress/0/percent").asDouble()).isEqualTo(99);
        assertThat(run.at("/progress/0/message").asText()).contains("success", "953 of 953 MB");
        assertThat(engine.get("/api/v1/models").json().at("/servers/0/models").toString())
                .contains("hf.co/user/model:Q4");
    }

    @Test
    void progressIsSeenWhileAModelIsFetchedAndACancelEndsTheFetch() {
        ollama.pulls(FakeReply.pulledToTheMiddle().thenSilence());
        int before = ollama.abandonedCalls();
        Answer accepted = engine.post("/api/v1/models/pull", onServer("large"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(engine.get(accepted.header("Location"))
                                .json()
                                .at("/progress/0/percent")
                                .asDouble())
                        .isEqualTo(49.5));
        assertThat(engine.post(accepted.header("Location") + "/cancel", "{}").status())
                .isLessThan(300);
        await().atMost(PATIENCE).until(() -> ollama.abandonedCalls() > before);
        assertThat(ended(accepted).path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void aModelThatNobodyPublishesFailsTheRunAtOnce() {
        ollama.pulls(FakeReply.streamOf("{\"error\":\"pull model manifest: file does not exist\"}"));
        JsonNode run = ended(engine.post("/api/v1/models/pull", onServer("nonsense")));
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("MODEL_REFUSED");
        assertThat(run.at("/error/message").asText()).contains("nonsense");
        assertThat(run.path("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void loadsAModelAsARun() {
        JsonNode run = ended(engine.post("/api/v1/models/preload", onServer("llama3.2")));
        assertThat(run.at("/result/contextLength").asInt()).as(run.toString()).isEqualTo(4096);
    }

    @Test
    void deletesAModel() {
        assertThat(engine.post("/api/v1/models/delete", onServer("llama3.2")).status())
                .isEqualTo(204);
        assertThat(engine.post("/api/v1/models/delete", onServer("llama3.2")).status())
                .isEqualTo(404);
        assertThat(engine.get("/api/v1/models").json().at("/servers/0/models").toString())
                .doesNotContain("llama3.2");
    }

    @Test
    void refusesWhatDoesNotFit() {
        for (String action : new String[] {"pull", "preload", "delete"}) {
            String path = "/api/v1/models/" + action;
            assertThat(engine.post(path, "{}").status()).isEqualTo(422);
            assertThat(engine.post(path, "{\"model\":\"-x\"}").status()).isEqualTo(422);
            assertThat(engine.post(path, "{\"model\":\"a\",\"server\":\"http://other\"}")
                            .status())
                    .isEqualTo(422);
            Answer which = engine.post(path, "{\"model\":\"a\"}");
            assertThat(which.status()).isEqualTo(422);
            assertThat(which.json().path("detail").asText()).contains(ollama.url(), ABSENT);
        }
    }

    private static String onServer(String model) {
        return "{\"model\":\"%s\",\"server\":\"%s\"}".formatted(model, ollama.url());
    }

    private JsonNode ended(Answer accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String location = accepted.header("Location");
        await().atMost(PATIENCE)
                .until(() -> engine.get(location).json().path("state").asText().matches("succeeded|failed|cancelled"));
        return engine.get(location).json();
    }
}
