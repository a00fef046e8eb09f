package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.HealthCheck.Finding;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** A chore whose file is refused or gone leaves no gap that nobody sees. */
@EngineTest
class MaintenanceFilesIT {
    private static final String JOBS = "/api/v1/maintenance";

    @TempDir
    static Path routes;

    @LocalServerPort
    int port;

    @Autowired
    MaintenanceHealth health;

    @Autowired
    MeterRegistry registry;

    private EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.routes.directory", routes::toString);
    }

    @BeforeAll
    static void prepare() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Files.writeString(file("own-chore"), "- route: {");
    }

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
    }

    @Test
    void whatIsRefusedOrMissingIsToldUntilItIsThere() throws IOException {
        JsonNode own = job("own-chore");
        assertThat(own.get("workflow").asText()).isEqualTo("maintenance-own-chore");
        assertThat(own.get("fileState").asText()).isEqualTo("refused");
        assertThat(own.get("fileError").asText())
                .contains("maintenance/maintenance-own-chore.camel.yaml:1: ", "nothing is loaded from it");
        assertThat(own.has("nextAt")).isFalse();
        EngineClient.Answer run = engine.post(JOBS + "/own-chore/run", null);
        assertThat(run.status()).isEqualTo(409);
        assertThat(run.json().get("code").asText()).isEqualTo("STATE_CONFLICT");
        assertThat(run.json().get("detail").asText()).contains("maintenance-own-chore.camel.yaml:1: ");
        assertThat(health.check()).isEqualTo(Finding.failing("File refused: own-chore."));
        assertThat(refused()).isEqualTo(1);

        String index = Files.readString(file("index"));
        Files.writeString(file("index"), index.replace("maintenanceIndex", "maintenanceGone"));
        Files.delete(file("payloads"));
        soon(() -> assertThat(health.check())
                .isEqualTo(Finding.failing("File refused: index, own-chore. File missing: payloads.")));
        assertThat(refused()).isEqualTo(2);
        assertThat(job("index").get("fileError").asText()).contains("the version loaded before keeps serving");
        assertThat(job("index").has("nextAt")).isTrue();
        assertThat(job("payloads").get("fileState").asText()).isEqualTo("missing");
        assertThat(engine.post(JOBS + "/payloads/run", null).status()).isEqualTo(409);
        assertThat(listed("payloads").get("fileError").asText())
                .contains("no file maintenance/maintenance-payloads.camel.yaml");

        // Who pauses it does without it on purpose.
        assertThat(engine.post(JOBS + "/payloads/pause", null).status()).isEqualTo(200);
        assertThat(health.check()).isEqualTo(Finding.failing("File refused: index, own-chore."));
        assertThat(job("payloads").get("fileState").asText()).isEqualTo("missing");
        engine.post(JOBS + "/payloads/resume", null);

        Files.writeString(file("index"), index);
        Files.copy(Path.of("routes/maintenance/maintenance-payloads.camel.yaml"), file("payloads"));
        Files.delete(file("own-chore"));
        soon(() -> assertThat(health.check()).isEqualTo(Finding.working()));
        assertThat(refused()).isZero();
        assertThat(job("index").get("fileState").asText()).isEqualTo("loaded");
        assertThat(job("index").has("fileError")).isFalse();
        assertThat(engine.get(JOBS + "/own-chore").status()).isEqualTo(404);
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
    }

    private static Path file(String job) {
        return routes.resolve("maintenance/maintenance-%s.camel.yaml".formatted(job));
    }

    private JsonNode job(String name) {
        return engine.get(JOBS + "/" + name).json();
    }

    private JsonNode listed(String name) {
        for (JsonNode job : engine.get(JOBS).json().get("jobs")) {
            if (job.get("job").asText().equals(name)) {
                return job;
            }
        }
        throw new AssertionError(name + " is not listed");
    }

    private double refused() {
        return registry.get("aiworkflow.route.files.refused").gauge().value();
    }
}
