package io.aiworkflow.monitoring;

import static io.aiworkflow.monitoring.MonitoringFiles.FOLDER;
import static io.aiworkflow.monitoring.MonitoringFiles.maps;
import static io.aiworkflow.monitoring.MonitoringFiles.text;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.testsupport.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.yaml.snakeyaml.Yaml;

/**
 * A real Prometheus and a real Alertmanager with the settings of monitoring/, but quicker: they look every second, alerts
 * need not last, and every receiver is a web address of the test.
 */
final class Watchers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUICK = "1s";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> started = new ArrayList<>();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final int prometheus = FreePorts.next();
    private final int alertmanager = FreePorts.next();

    /** @param directory an empty one */
    Watchers(Path directory) {
        this.directory = directory;
    }

    void startAlertmanager() throws IOException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            messages.add(JSON.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        started.add(() -> receiver.stop(0));
        Path file = write(
                "alertmanager.yml", quickAlertmanager(receiver.getAddress().getPort()));
        started.add(Program.start(
                "prometheus-alertmanager",
                log("alertmanager"),
                "--config.file=" + file,
                "--storage.path=" + Files.createDirectories(directory.resolve("alertmanager")),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + alertmanager));
        awaitReady(alertmanager);
    }

    /** @param engine the management port of a running engine */
    void startPrometheus(int engine) throws IOException {
        Path rules = Files.createDirectories(directory.resolve("rules"));
        for (Path file : MonitoringFiles.files(MonitoringFiles.RULES, ".yml")) {
            write("rules/" + file.getFileName(), text(file).replaceAll("(?m)^( +for:) .*$", "$1 " + QUICK));
        }
        Path file = write("prometheus.yml", quickPrometheus(engine, rules));
        started.add(Program.start(
                "prometheus",
                log("prometheus"),
                "--config.file=" + file,
                // It finds Alertmanager after five seconds only; what fires before that is sent again after a minute.
                "--rules.alert.resend-delay=2s",
                "--storage.tsdb.path=" + Files.createDirectories(directory.resolve("data")),
                "--web.listen-address=127.0.0.1:" + prometheus));
        awaitReady(prometheus);
    }

    /** What Alertmanager has sent so far. */
    List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    /** The answer of Prometheus, with its status and what is wrong with the query. */
    JsonNode query(String expression) {
        return get(prometheus, "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    /** A page for people. */
    String page(String path) {
        return address(prometheus, path).toString();
    }

    JsonNode ofPrometheus(String path) {
        return get(prometheus, path);
    }

    JsonNode ofAlertmanager(String path) {
        return get(alertmanager, path);
    }

    void tellAlertmanager(String alerts) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address(alertmanager, "/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(alerts))
                .build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : started) {
            each.close();
        }
    }

    private String quickPrometheus(int engine, Path rules) throws IOException {
        Path token = write("token", "not needed on the same machine");
        Map<String, Object> settings = new Yaml().load(text(FOLDER.resolve("prometheus/prometheus.yml")));
        settings.put("global", Map.of("scrape_interval", QUICK, "scrape_timeout", QUICK, "evaluation_interval", QUICK));
        settings.put("rule_files", List.of(rules + "/*.yml"));
        settings.put("alerting", Map.of("alertmanagers", List.of(targets(alertmanager))));
        List<Map<String, Object>> jobs = maps(settings, "scrape_configs");
        jobs.removeIf(
                job -> !List.of("ai-workflow-api", "prometheus", "alertmanager").contains(job.get("job_name")));
        for (Map<String, Object> job : jobs) {
            job.remove("file_sd_configs");
            job.computeIfPresent("authorization", (key, value) -> Map.of("credentials_file", token.toString()));
            int port = switch (job.get("job_name").toString()) {
                case "prometheus" -> prometheus;
                case "alertmanager" -> alertmanager;
                default -> engine;
            };
            job.putAll(targets(port));
        }
        return new Yaml().dump(settings);
    }

    private String quickAlertmanager(int receiver) {
        String text = text(FOLDER.resolve("alertmanager/alertmanager.yml"));
        Map<String, Object> settings =
                new Yaml().load(text.replaceAll("(?m)^( +group_(wait|interval):) .*$", "$1 " + QUICK));
        settings.remove("global");
        settings.put(
                "receivers",
                maps(settings, "receivers").stream()
                        .map(each -> Map.of(
                                "name",
                                each.get("name"),
                                "webhook_configs",
                                List.of(Map.of("url", address(receiver, "/").toString()))))
                        .toList());
        return new Yaml().dump(settings);
    }

    private static Map<String, Object> targets(int port) {
        return Map.of("static_configs", List.of(Map.of("targets", List.of("127.0.0.1:" + port))));
    }

    private void awaitReady(int port) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() ->
                        send(HttpRequest.newBuilder(address(port, "/-/ready")).build())
                                        .statusCode()
                                == 200);
    }

    private JsonNode get(int port, String path) {
        try {
            return JSON.readTree(
                    send(HttpRequest.newBuilder(address(port, path)).build()).body());
        } catch (IOException e) {
            throw new IllegalStateException(path + " gives no JSON", e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static URI address(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private java.io.File log(String name) throws IOException {
        return Files.createDirectories(Path.of("target")).resolve(name + ".log").toFile();
    }
}
