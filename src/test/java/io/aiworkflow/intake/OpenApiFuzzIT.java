package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.TestLogin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Whatever is sent to the operations of the OpenAPI document, the engine does not fail and tells nothing of its inside. */
@EngineTest
class OpenApiFuzzIT {
    private static final Logger LOG = LoggerFactory.getLogger(OpenApiFuzzIT.class);
    private static final int REQUESTS = 5_000;
    private static final int CALLERS = 8;
    /** Those that do no harm when they are run a hundred times. */
    private static final Set<String> WORKFLOWS = Set.of(
            "answer-question",
            "continue-text",
            "embed-texts",
            "extract-fields",
            "find-passages",
            "no-op",
            "replay-dead-letters",
            "summarize-text",
            "text-statistics",
            "{name}");

    /** Operators look into the process there. */
    private static final Pattern TELLS_ON_PURPOSE = Pattern.compile("/api/v1/admin/(recordings|threads)");

    /** What is set there would stay so for all tests of this process. */
    private static final String LOG_LEVELS = "/api/v1/admin/log-levels";

    private static final Pattern INSIDE = Pattern.compile(
            "\\bat [a-z]+(\\.[A-Za-z0-9_$]+)+\\(|Exception\\b|\\b(java|javax|jakarta|org\\.(apache|springframework|postgresql)"
                    + "|com\\.fasterxml|io\\.aiworkflow)\\.[a-z]+|Apache Tomcat|<html");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static final FakeOllama MODELS = FakeOllama.start();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", MODELS::url);
    }

    @AfterAll
    static void stopModels() {
        MODELS.close();
    }

    @Test
    void fiveThousandRequestsCauseNoFailure() throws Exception {
        long seed = Long.getLong("fuzz.seed", 20261125L);
        LOG.info("Requests of seed {}", seed);
        EngineClient engine = new EngineClient(port);
        String run = engine.run("no-op", "1").json().get("id").asText();
        ObjectNode document = (ObjectNode) engine.get("/openapi.json").json();
        document.withObject("/paths")
                .properties()
                .removeIf(path -> path.getKey().endsWith("/runs")
                        && path.getKey().startsWith("/api/v1/workflows/")
                        && !WORKFLOWS.contains(path.getKey().split("/")[4]));
        document.withObject("/paths")
                .properties()
                .removeIf(path -> path.getKey().startsWith(LOG_LEVELS));
        List<RandomRequests.Sent> requests = new RandomRequests(document, run, seed).make(REQUESTS);
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (Answered each : send(requests)) {
            statuses.merge(each.status(), 1, Integer::sum);
            Matcher inside = INSIDE.matcher(each.body());
            boolean onPurpose = TELLS_ON_PURPOSE.matcher(each.request().path()).lookingAt();
            if (!onPurpose && inside.find()) {
                failures.add("%s tells %s".formatted(each.request(), inside.group()));
            } else if (each.status() >= 500) {
                failures.add("%s%n-> %d %s".formatted(each.request(), each.status(), each.body()));
            }
        }
        LOG.info("Answers by status: {}", statuses);
        assertThat(failures).as("seed %d", seed).isEmpty();
        assertThat(statuses.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(REQUESTS);
        // The requests are neither all wrong nor all right.
        assertThat(statuses).containsKeys(200, 202, 400, 404, 422);
        assertThat(engine.run("no-op", "1").status()).isEqualTo(200);
    }

    private record Answered(RandomRequests.Sent request, int status, String body) {}

    private List<Answered> send(List<RandomRequests.Sent> requests) throws Exception {
        Queue<RandomRequests.Sent> left = new ConcurrentLinkedQueue<>(requests);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<List<Answered>>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(() -> {
                    List<Answered> answered = new ArrayList<>();
                    for (RandomRequests.Sent each = left.poll(); each != null; each = left.poll()) {
                        answered.add(send(each));
                    }
                    return answered;
                }));
            }
            List<Answered> all = new ArrayList<>();
            for (Future<List<Answered>> caller : callers) {
                all.addAll(caller.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private Answered send(RandomRequests.Sent sent) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + sent.path()))
                .timeout(Duration.ofSeconds(30))
                .method(
                        sent.method(),
                        sent.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(sent.body()));
        sent.headers().forEach(request::header);
        HttpResponse<String> response = TestLogin.send(http, port, request.build());
        return new Answered(sent, response.statusCode(), response.body());
    }
}
