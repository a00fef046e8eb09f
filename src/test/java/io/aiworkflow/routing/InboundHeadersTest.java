package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first step of each loaded route holds by itself: here nothing has looked at a message before. */
class InboundHeadersTest {
    private static final String CANARY = "canary";
    private static final String SHOW = "- setBody: {simple: \"${headers} ${header.kind}\"}";

    @TempDir
    Path directory;

    private RoutesFolder folder;

    @BeforeEach
    void create() {
        folder = new RoutesFolder(directory).bind("texts", new MalformedRouteFilesTest.Texts());
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private void load(String from, String steps, String furtherItems) {
        boolean workflow = from.startsWith("workflow:");
        String text = """
                - route:
                    id: case
                    description: A case.
                    from:
                      uri: %s
                      steps:
                """.formatted(from) + steps.indent(8) + furtherItems;
        folder.write(workflow ? "workflows/case.camel.yaml" : "intake/case.camel.yaml", text)
                .start();
        assertThat(folder.loader.refused()).isEmpty();
    }

    /** As the consumer of the route would send it on. */
    private Exchange send(String fromScheme, Map<String, Object> headers) throws Exception {
        Route route = folder.context.getRoutes().stream()
                .filter(each -> each.getEndpoint().getEndpointUri().startsWith(fromScheme + ":"))
                .findFirst()
                .orElseThrow();
        DefaultConsumer consumer = (DefaultConsumer) route.getConsumer();
        Exchange exchange = consumer.createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        exchange.getMessage().setHeaders(new HashMap<>());
        headers.forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setBody("x");
        consumer.getProcessor().process(exchange);
        return exchange;
    }

    private void assertNothingEnters(String scheme) throws Exception {
        assertThat(HeaderVariants.all()).hasSizeGreaterThan(200);
        for (String name : HeaderVariants.all()) {
            Exchange exchange = send(scheme, Map.of(name, CANARY, "KIND", "kept"));
            assertThat(exchange.getException()).as(name).isNull();
            assertThat(exchange.getMessage().getHeaders()).as(name).containsOnlyKeys("KIND");
            assertThat(exchange.getMessage().getBody(String.class))
                    .as(name)
                    .doesNotContain(CANARY)
                    .endsWith(" kept");
        }
    }

    @Test
    void noVariantEntersAWorkflow() throws Exception {
        load("workflow:case", SHOW, "");
        assertNothingEnters("workflow");
    }

    @Test
    void noVariantEntersThroughADoor() throws Exception {
        load("platform-http:/intake/case", SHOW, "");
        assertNothingEnters("platform-http");
    }

    @Test
    void noVariantEntersThroughARestBlock() throws Exception {
        load("direct:inner", SHOW, """
                - rest:
                    path: /intake/case
                    post: [{to: "direct:inner"}]
                """);
        assertNothingEnters("rest");
    }

    @Test
    void namingAHeaderInAFileDoesNotLetItInWhenItSteers() throws Exception {
        load("platform-http:/intake/case", """
                - removeHeader: {name: CamelHttpUri}
                - setBody: {simple: "${header.CamelHttpPath} ${header.operationName} ${headers}"}
                """, "");
        Exchange exchange = send("platform-http", Map.of("CamelHttpPath", CANARY, "operationName", CANARY));
        assertThat(exchange.getMessage().getBody(String.class)).doesNotContain(CANARY);
    }

    @Test
    void whatARouteHasAUseForEnters() throws Exception {
        load("platform-http:/intake/case/{number}", """
                - setBody: {simple: "${header.number} ${header.limit} ${headers[page]} ${header.Content-Type}"}
                """, "");
        Exchange exchange = send(
                "platform-http",
                Map.of("number", "7", "limit", "3", "page", "2", "content-type", "application/json", "other", "x"));
        assertThat(exchange.getMessage().getBody()).isEqualTo("7 3 2 application/json");
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("number", "limit", "page", "content-type");
    }

    @Test
    void whatAFileSetsItselfStaysWithinIt() throws Exception {
        load("platform-http:/intake/case", """
                - setHeader: {name: CamelHttpResponseCode, constant: 201}
                - setHeader: {name: kind, constant: own}
                - to: direct:inner
                """, """
                - route:
                    id: inner
                    description: Answers.
                    from: {uri: "direct:inner", steps: [{setBody: {simple: "${header.kind}"}}]}
                """);
        Exchange exchange = send("platform-http", Map.of("CamelHttpResponseCode", "500"));
        assertThat(exchange.getMessage().getBody()).isEqualTo("own");
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo("201");
    }

    @Test
    void aCallGoesWhereTheFileSaysWhateverTheMessageSays() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        List<String> trapped = new CopyOnWriteArrayList<>();
        HttpServer target = serve(requests);
        HttpServer trap = serve(trapped);
        try {
            load("platform-http:/intake/case", """
                    - setHeader: {name: CamelHttpMethod, constant: GET}
                    - to: {id: call, uri: "http://127.0.0.1:%d/wanted"}
                    """.formatted(target.getAddress().getPort()), "");
            String elsewhere = "http://127.0.0.1:" + trap.getAddress().getPort() + "/";
            for (String name : HeaderVariants.all()) {
                send("platform-http", Map.of(name, elsewhere));
            }
            assertThat(trapped).isEmpty();
            assertThat(requests).hasSize(HeaderVariants.all().size()).containsOnly("GET /wanted");
        } finally {
            target.stop(0);
            trap.stop(0);
        }
    }

    private static HttpServer serve(List<String> requests) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aBeanIsCalledWithTheMethodOfTheFile() throws Exception {
        load("workflow:case", "- bean: {ref: texts, method: \"shout(${body})\"}", "");
        Exchange exchange = send("workflow", Map.of("CamelBeanMethodName", "toString"));
        assertThat(exchange.getMessage().getBody()).isEqualTo("X");
    }

    @Test
    void placeholdersInValuesAreNeverResolved() throws Exception {
        load("platform-http:/intake/case", "- setBody: {simple: \"${header.kind} ${body}\"}", "");
        for (String value : List.of("{{sys:user.home}}", "{{env:HOME}}", "{{routes.x}}", "${sys:user.home}")) {
            Exchange exchange = send("platform-http", Map.of("kind", value));
            assertThat(exchange.getMessage().getBody()).isEqualTo(value + " x");
            assertThat(folder.context.getRoutes()).isNotEmpty();
        }
    }

    @Test
    void aSerializedContentTypeDoesNotChooseTheFormOfTheAnswer() throws Exception {
        load("platform-http:/intake/case", "- setBody: {constant: done}", "");
        Exchange exchange = send("platform-http", Map.of("Content-Type", "application/x-java-serialized-object"));
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }
}
