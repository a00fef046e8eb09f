package io.aiworkflow.operations.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What monitoring reads of a running engine, and who else gets to see it. */
@EngineTest
class ManagementPortIT {
    /** The contract with alerts and dashboards, as Prometheus names it. */
    private static final List<String> METRICS = List.of(
            "http_request_duration_seconds_bucket",
            "aiworkflow_runs_total",
            "aiworkflow_run_seconds_bucket",
            "aiworkflow_run_wait_seconds_bucket",
            "aiworkflow_queue_runs",
            "aiworkflow_queue_oldest_age_seconds",
            "aiworkflow_steps_total",
            "aiworkflow_step_seconds_bucket",
            "aiworkflow_retries_total",
            "aiworkflow_crashes_total",
            "aiworkflow_dead_letters",
            "aiworkflow_dead_lettered_total",
            "aiworkflow_stale_writes_refused_total",
            "aiworkflow_workers",
            "aiworkflow_model_server_up",
            "aiworkflow_model_breaker_open",
            "aiworkflow_security_events_total",
            "aiworkflow_health",
            "aiworkflow_build_info",
            "camel_exchanges_total",
            "camel_exchanges_inflight",
            "hikaricp_connections_active",
            "hikaricp_connections_acquire_seconds_count",
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "process_cpu_usage",
            "process_uptime_seconds",
            "tomcat_connections_current_connections",
            "disk_free_bytes",
            "logback_events_total");

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    ManagementServer server;

    @LocalServerPort
    int port;

    private EngineClient engine;

    @BeforeEach
    void engine() {
        engine = new EngineClient(port);
    }

    @Test
    void showsAllMetricsOfTheContract() {
        assertThat(engine.run("no-op", "{}").status()).isEqualTo(200);
        assertThat(engine.run("not-storable", "{}").status()).isNotEqualTo(404);

        await().untilAsserted(() -> {
            String text = metrics();
            for (String name : METRICS) {
                assertThat(text).as(name).containsPattern("(?m)^" + name + "[{ ]");
            }
            assertThat(text)
                    .containsPattern(
                            "(?m)^aiworkflow_runs_total\\{cause=\"none\",state=\"completed\",workflow=\"no-op\"}")
                    .containsPattern("(?m)^aiworkflow_workers\\{state=\"alive\"} 1")
                    .containsPattern("(?m)^aiworkflow_health\\{part=\"database\"} 1");
        });
    }

    @Test
    void addressesThatNobodyServesAreOne() throws Exception {
        engine.get("/made-up/of-a-caller/1");
        engine.get("/api/v1/runs/01a213c3-b37d-788d-9c68-300949f63706");

        assertThat(metrics())
                .contains("uri=\"other\"", "uri=\"/api/v1/runs/{id}\"")
                .doesNotContain("made-up", "01a213c3");
    }

    @Test
    void noLabelHasMoreValuesThanThereAreThings() throws Exception {
        List<String> uris = Pattern.compile("uri=\"([^\"]*)\"")
                .matcher(metrics())
                .results()
                .map((MatchResult found) -> found.group(1))
                .distinct()
                .toList();

        assertThat(uris).allMatch(uri -> uri.equals("other") || uri.startsWith("/"));
    }

    @Test
    void callersAtTheMainPortHaveToBeOperators() {
        assertThat(http("http://127.0.0.1:%d/metrics".formatted(port)).statusCode())
                .isEqualTo(401);

        EngineClient.Answer shown = engine.get("/metrics");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("Content-Type")).startsWith("text/plain");
        assertThat(shown.body()).contains("aiworkflow_build_info{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void probesAreAnsweredAtBothPorts(String path) {
        for (int each : List.of(port, managementPort())) {
            HttpResponse<String> answer = http("http://127.0.0.1:%d%s".formatted(each, path));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"status\":\"ok\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/more", "/livezz", "/api/v1/health", "/api/v1/runs"})
    void servesNothingElse(String path) {
        assertThat(http("http://127.0.0.1:%d%s".formatted(managementPort(), path))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theMonitorShowsWhatMattersMost() throws Exception {
        assertThat(engine.run("no-op", "{}").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(metrics()).containsPattern("aiworkflow_workers\\{state=\"alive\"} 1"));

        String picture = Script.run(
                "performance-monitor.sh",
                Map.of("ENGINE_PORT", "" + port, "ENGINE_MANAGEMENT_PORT", "" + managementPort()),
                "--once");

        assertThat(picture)
                .contains("workers        1 alive", "queue ", "heap ", "processors ", "MB free")
                .doesNotContain("workers        -")
                .containsPattern("so far [1-9][0-9]* completed");
    }

    private String metrics() {
        HttpResponse<String> answer = http("http://127.0.0.1:%d/metrics".formatted(managementPort()));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private int managementPort() {
        return server.port().orElseThrow();
    }

    private HttpResponse<String> http(String address) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
