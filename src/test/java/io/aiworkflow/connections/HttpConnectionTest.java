package io.aiworkflow.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.egress.TestEgress;
import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.UriText;
import io.aiworkflow.testsupport.TestConnections;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route sends to a connection, and what it gets, over real HTTP. */
class HttpConnectionTest {
    private final CamelContext camel = new DefaultCamelContext();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private HttpServer trap;
    private int trapped;
    private int status = 200;
    private byte[] answer = "{\"id\": 7}".getBytes(StandardCharsets.UTF_8);
    private Map<String, String> answerHeaders = Map.of("Content-Type", "application/json");

    @BeforeEach
    void start() throws IOException {
        server = serve(this::answer);
        trap = serve(exchange -> trapped++);
        HttpConnection rooms = new HttpConnection(
                url(server) + "/base",
                "Bearer secret",
                Map.of("X-Api-Key", "key"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                TestConnections.plain("http://x").maxAnswer());
        HttpConnection gone = TestConnections.plain("http://127.0.0.1:1");
        HttpConnections connections =
                new HttpConnections(new ConnectionsProperties(Map.of("rooms", rooms, "gone", gone), Map.of()));
        TestEgress.guard(camel, "127.0.0.1");
        camel.addComponent("http-connection", new HttpConnectionComponent(connections));
        camel.start();
    }

    private static HttpServer serve(Consumer<HttpExchange> handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> handler.accept(exchange));
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answerHeaders.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : 0);
            if (answer.length > 0) {
                exchange.getResponseBody().write(answer);
            }
        } catch (IOException e) {
            // The caller has had enough.
        }
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
        trap.stop(0);
    }

    private Exchange send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    private Exchange send(String uri, Object body, Map<String, Object> messageHeaders) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(new java.util.HashMap<>(messageHeaders));
        return camel.createProducerTemplate().send(uri, exchange);
    }

    private static Object result(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody();
    }

    @Test
    void sendsAndTakesPlainValues() {
        Object result = result(send("http-connection:rooms/bookings?method=POST", Map.of("room", "blue")));
        assertThat(result).isEqualTo(Map.of("id", 7));
        assertThat(requests).containsExactly("POST /base/bookings");
        assertThat(bodies).containsExactly("{\"room\":\"blue\"}");
        assertThat(headers.get(0))
                .containsEntry("Content-type", List.of("application/json"))
                .containsEntry("Authorization", List.of("Bearer secret"))
                .containsEntry("X-api-key", List.of("key"));
    }

    @Test
    void readsWithoutABodyByDefault() {
        result(send("http-connection:rooms", Map.of("ignored", true)));
        assertThat(requests).containsExactly("GET /base");
        assertThat(bodies).containsExactly("");
    }

    @Test
    void valuesGoIntoPathQueryAndHeaders() {
        String uri = "http-connection:rooms?path=/rooms/${body[id]}&query.q=" + UriText.encode("${body[q]} & more")
                + "&query.none=${body[none]}&header.X-Kind=${body[kind]}";
        result(send(uri, Map.of("id", "a/b", "q", "1+1=2", "kind", "blue")));
        assertThat(requests).containsExactly("GET /base/rooms/a%2Fb?q=1%2B1%3D2%20%26%20more");
        assertThat(headers.get(0)).containsEntry("X-kind", List.of("blue"));
    }

    @Test
    void whoIsCalledLearnsWhoseTraceItIs() {
        result(send("http-connection:rooms", null));
        Span span = SdkTracerProvider.builder()
                .build()
                .get("test")
                .spanBuilder("step")
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            assertThat(scope).isNotNull();
            result(send("http-connection:rooms", null));
            result(send("http-connection:rooms?header.traceparent=mine", null));
        }
        SpanContext ids = span.getSpanContext();
        assertThat(headers.get(0)).doesNotContainKey("Traceparent");
        assertThat(headers.get(1))
                .containsEntry("Traceparent", List.of("00-%s-%s-01".formatted(ids.getTraceId(), ids.getSpanId())));
        assertThat(headers.get(2)).containsEntry("Traceparent", List.of("mine"));
    }

    @Test
    void textsGoAndComeAsTheyAre() {
        answer = "fine".getBytes(StandardCharsets.UTF_8);
        answerHeaders = Map.of("Content-Type", "text/plain");
        assertThat(result(send("http-connection:rooms?method=PUT&format=text", "a \"text\"")))
                .isEqualTo("fine");
        assertThat(bodies).containsExactly("a \"text\"");
    }

    @Test
    void anEmptyAnswerIsNothing() {
        answer = new byte[0];
        status = 204;
        assertThat(result(send("http-connection:rooms?method=DELETE", "x"))).isNull();
    }

    @Test
    void theEffectKeyOfAStepIsSent() {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setProperty("effectKey", "run-1");
        camel.createProducerTemplate().send("http-connection:rooms?method=POST", exchange);
        assertThat(headers.get(0)).containsEntry("Idempotency-key", List.of("run-1"));
    }

    @Test
    void headersOfTheMessageNeitherSteerNorLeak() {
        Map<String, Object> hostile = Map.of(
                "CamelHttpUri", url(trap),
                "CamelRestHttpUri", url(trap),
                "CamelHttpPath", "/../../admin",
                "CamelHttpQuery", "admin=true",
                "CamelHttpRawQuery", "admin=true",
                "CamelHttpMethod", "DELETE",
                "Host", "evil.example",
                "Authorization", "Bearer of the caller",
                "Cookie", "session=1",
                "X-Anything", "at all");
        result(send("http-connection:rooms/x", null, hostile));
        assertThat(requests).containsExactly("GET /base/x");
        assertThat(trapped).isZero();
        assertThat(headers.get(0))
                .containsEntry("Authorization", List.of("Bearer secret"))
                .doesNotContainKeys("Cookie", "X-anything");
    }

    @Test
    void headersOfTheAnswerDoNotReachTheMessage() {
        answerHeaders = Map.of("Content-Type", "application/json", "CamelHttpUri", url(trap), "X-Evil", "1");
        Exchange exchange = send("http-connection:rooms", null, Map.of("kind", "kept"));
        assertThat(exchange.getMessage().getHeaders()).isEqualTo(Map.of("kind", "kept"));
    }

    @Test
    void placeholdersInValuesStayText() {
        String uri = "http-connection:rooms?method=POST&path=/x/${body[a]}&query.q=${body[a]}&header.X-A=${body[a]}";
        result(send(uri, Map.of("a", "{{sys:user.home}}")));
        assertThat(requests).containsExactly("POST /base/x/%7B%7Bsys%3Auser.home%7D%7D?q=%7B%7Bsys%3Auser.home%7D%7D");
        assertThat(headers.get(0)).containsEntry("X-a", List.of("{{sys:user.home}}"));
        assertThat(bodies).containsExactly("{\"a\":\"{{sys:user.home}}\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../../admin", "a\r\nHost: evil.example", "..\\x"})
    void aValueThatLeadsElsewhereIsNotSent(String value) {
        Exchange exchange = send("http-connection:rooms?path=/x/${body[a]}", Map.of("a", value));
        assertThat(exchange.getException())
                .isInstanceOf(PermanentException.class)
                .isInstanceOf(EffectNotMade.class)
                .hasMessageStartingWith("nothing was sent to the system 'rooms'");
        assertThat(requests).isEmpty();
    }

    @Test
    void aHeaderCannotBeginAnotherOne() {
        Exchange exchange = send("http-connection:rooms?header.X-A=${body[a]}", Map.of("a", "b\r\nX-Admin: true"));
        assertThat(exchange.getException()).isInstanceOf(PermanentException.class);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "301, CONNECTION_FAILED, false, false",
        "400, CONNECTION_REFUSED, false, true",
        "404, CONNECTION_REFUSED, false, true",
        "408, CONNECTION_UNAVAILABLE, true, true",
        "429, CONNECTION_UNAVAILABLE, true, true",
        "500, CONNECTION_FAILED, true, false",
        "502, CONNECTION_FAILED, true, false",
        "503, CONNECTION_UNAVAILABLE, true, true"
    })
    void aStatusTellsWhatItMeansToARun(int given, ErrorCode code, boolean passes, boolean certainlyNotMade) {
        status = given;
        answerHeaders = Map.of("Location", url(trap), "Retry-After", "7");
        Exception failure = send("http-connection:rooms/x?method=POST", "x").getException();
        assertThat(failure).isInstanceOf(EngineException.class);
        assertThat(((EngineException) failure).code()).isEqualTo(code);
        assertThat(failure instanceof TransientException).isEqualTo(passes);
        assertThat(failure instanceof EffectNotMade).isEqualTo(certainlyNotMade);
        assertThat(failure).hasMessageContaining("'rooms' answered POST with HTTP status " + given);
        assertThat(failure.getMessage()).doesNotContain("127.0.0.1", "secret");
        assertThat(trapped).as("redirects are not followed").isZero();
        if (failure instanceof ConnectionUnavailable busy) {
            assertThat(busy.retryAfter()).contains(Duration.ofSeconds(7));
        }
    }

    @Test
    void aSystemThatIsNotThereIsUnavailable() {
        assertThat(send("http-connection:gone", null).getException()).isInstanceOf(ConnectionUnavailable.class);
    }

    @Test
    void aLargeAnswerIsBrokenOff() {
        answer = new byte[10_000_000];
        answerHeaders = Map.of("Content-Type", "application/octet-stream");
        assertThat(send("http-connection:rooms", null).getException())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("larger than 65536 bytes");
    }

    @Test
    void anAnswerThatUnpacksToALotIsBrokenOff() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 500; i++) {
                zip.write(new byte[10_000]);
            }
        }
        answer = packed.toByteArray();
        answerHeaders = Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip");
        assertThat(answer.length).isLessThan(65_536);
        assertThat(send("http-connection:rooms", null).getException())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("larger than 65536 bytes");
    }

    @Test
    void anAnswerThatIsNoJsonIsNotTakenForOne() {
        answer = "{".getBytes(StandardCharsets.UTF_8);
        assertThat(send("http-connection:rooms", null).getException())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("it is not valid JSON");
    }

    @Test
    void manyCallsShareOneClient() {
        List<Object> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            results.add(result(send("http-connection:rooms/x?method=POST", Map.of("i", i))));
        }
        assertThat(results).hasSize(50).containsOnly(Map.of("id", 7));
    }
}
