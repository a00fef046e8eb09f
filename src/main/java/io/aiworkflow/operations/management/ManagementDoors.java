package io.aiworkflow.operations.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.operations.Liveness;
import io.aiworkflow.operations.Readiness;
import io.aiworkflow.operations.metrics.MetricsText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What the management port serves: the probes to everybody, the metrics to this machine and to whoever has the token. */
@Component
class ManagementDoors {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementDoors.class);
    private static final String JSON = "application/json";
    private static final String BEARER = "Bearer ";

    private final Liveness liveness;
    private final Readiness readiness;
    private final MetricsText metrics;
    private final ManagementProperties properties;
    private final ObjectMapper json;

    ManagementDoors(
            Liveness liveness,
            Readiness readiness,
            MetricsText metrics,
            ManagementProperties properties,
            ObjectMapper json) {
        this.liveness = liveness;
        this.readiness = readiness;
        this.metrics = metrics;
        this.properties = properties;
        this.json = json;
    }

    private interface Door {
        void serve(HttpExchange exchange) throws IOException;
    }

    void openOn(HttpServer server) {
        // Addresses below these lead here too, so each door looks at the whole.
        server.createContext("/", exchange -> answer(exchange, 404, JSON, bytes(Map.of("status", "not found"))));
        open(server, "/livez", exchange -> probe(exchange, liveness.isAlive(), liveness.state()));
        open(server, "/readyz", exchange -> {
            Readiness.State state = readiness.state();
            probe(exchange, state.isOk(), state);
        });
        open(server, "/metrics", this::metrics);
    }

    private void open(HttpServer server, String path, Door door) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    answer(exchange, 404, JSON, bytes(Map.of("status", "not found")));
                } else if (!exchange.getRequestMethod().equals("GET")) {
                    exchange.getResponseHeaders().set("Allow", "GET");
                    answer(exchange, 405, JSON, bytes(Map.of("status", "method not allowed")));
                } else {
                    door.serve(exchange);
                }
            } catch (RuntimeException e) {
                LOG.warn("{} could not be answered", path, e);
            }
        });
    }

    private void probe(HttpExchange exchange, boolean ok, Object state) throws IOException {
        answer(exchange, ok ? 200 : 503, JSON, json.writeValueAsBytes(state));
    }

    private void metrics(HttpExchange exchange) throws IOException {
        InetAddress caller = exchange.getRemoteAddress().getAddress();
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (!mayReadMetrics(caller, shown, properties.metricsToken().strip())) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            answer(exchange, 401, JSON, bytes(Map.of("status", "the metrics need the token in METRICS_TOKEN")));
            return;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.writeTo(text);
        answer(exchange, 200, MetricsText.CONTENT_TYPE, text.toByteArray());
    }

    /**
     * This machine may, others only with the token.
     *
     * @param shown the header Authorization, or null
     * @param token empty when there is none
     */
    static boolean mayReadMetrics(InetAddress caller, String shown, String token) {
        return caller.isLoopbackAddress()
                || !token.isEmpty()
                        && shown != null
                        && MessageDigest.isEqual(
                                (BEARER + token).getBytes(StandardCharsets.UTF_8),
                                shown.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] bytes(Object body) throws IOException {
        return json.writeValueAsBytes(body);
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
