package io.aiworkflow.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.testsupport.CaddyDoor;
import io.aiworkflow.testsupport.FreePorts;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules and dashboards take from other programs is what these really show. */
class ExportersIT {
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    /** Debian's exporter is older than the one of Compose, which shows these too. */
    private static final String NEWER = "pg_stat_user_tables_";

    @TempDir
    Path directory;

    private final int port = FreePorts.next();

    @Test
    void postgresql() {
        try (HikariDataSource database = TestDatabase.migrated()) {
            URI server = URI.create(database.getJdbcUrl().substring("jdbc:".length()));
            String address = "postgresql://postgres@127.0.0.1:%d%s?sslmode=disable"
                    .formatted(server.getPort(), server.getPath());
            assertShows(
                    "pg_",
                    "prometheus-postgres-exporter",
                    Map.of("DATA_SOURCE_NAME", address),
                    "--web.listen-address=127.0.0.1:" + port);
        }
    }

    @Test
    void redis() {
        try (TestRedis redis = TestRedis.start()) {
            assertShows(
                    "redis_",
                    "prometheus-redis-exporter",
                    Map.of("REDIS_ADDR", redis.url()),
                    "--web.listen-address=127.0.0.1:" + port);
        }
    }

    @Test
    void theMachine() {
        assertShows("node_", "prometheus-node-exporter", Map.of(), "--web.listen-address=127.0.0.1:" + port);
    }

    @Test
    void whatAsksOllama() {
        String name = "prometheus-blackbox-exporter";
        Program.need(name);
        Path settings = MonitoringFiles.FOLDER.resolve("blackbox/blackbox.yml").toAbsolutePath();
        try (Program program = Program.start(
                name,
                directory.resolve("log").toFile(),
                "--config.file=" + settings,
                "--web.listen-address=127.0.0.1:" + port)) {
            assertThat(program).isNotNull();
            assertShown("probe_", "/probe?module=ollama&target=http://127.0.0.1:" + port);
        }
    }

    @Test
    void caddy() {
        Program.need("caddy");
        try (CaddyDoor door = CaddyDoor.openWithMetrics(directory, FreePorts.next(), FreePorts.next(), port)) {
            assertThat(door).isNotNull();
            assertShown("caddy_", "/caddy/metrics");
        }
    }

    private void assertShows(String prefix, String name, Map<String, String> environment, String argument) {
        Program.need(name);
        try (Program program =
                Program.start(name, environment, directory.resolve("log").toFile(), argument)) {
            assertThat(program).isNotNull();
            assertShown(prefix, "/metrics");
        }
    }

    /** Some figures are only there after the first time that somebody asked. */
    private void assertShown(String prefix, String path) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            Map<String, Set<String>> shown = shown(get(path));
            Map<String, Set<String>> used =
                    new TreeMap<>(MetricCatalogue.ofOthers().series());
            used.keySet().removeIf(series -> !series.startsWith(prefix) || series.startsWith(NEWER));
            assertThat(used).isNotEmpty();
            assertThat(shown.keySet()).containsAll(used.keySet());
            used.forEach(
                    (series, labels) -> assertThat(shown.get(series)).as(series).containsAll(labels));
        });
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The labels of each series. */
    private static Map<String, Set<String>> shown(String text) {
        Map<String, Set<String>> shown = new TreeMap<>();
        Matcher samples = SAMPLE.matcher(text);
        while (samples.find()) {
            Set<String> labels = shown.computeIfAbsent(samples.group(1), any -> new TreeSet<>());
            Matcher names = LABEL.matcher(samples.group(2) == null ? "" : samples.group(2));
            while (names.find()) {
                labels.add(names.group(1));
            }
        }
        return shown;
    }
}
