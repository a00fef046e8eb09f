package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeFilesTest {
    private static final String DOOR = """
            - rest:
                path: /intake/door
                get:
                  - path: /{name}
                    to: direct:open
            - route:
                id: open
                description: Opens the door.
                from:
                  uri: direct:open
                  steps:
                    - setBody: {constant: %s}
            - route:
                id: forward
                description: Forwards to another system.
                from:
                  uri: platform-http:/intake/door/forward?httpMethodRestrict=GET
                  steps:
                    - to: {id: call, uri: "http://localhost:9/x?bridgeEndpoint=true&anything=goes"}
            """;

    @TempDir
    Path directory;

    private RoutesFolder folder;

    @BeforeEach
    void create() {
        folder = new RoutesFolder(directory);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private static void soon(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
    }

    /** Not by a producer: it would wait for the route, and keep an endpoint that is just being removed. */
    private Object open() throws Exception {
        Route route = folder.context.getRoutes().stream()
                .filter(each -> each.getEndpoint().getEndpointUri().startsWith("direct://door_"))
                .findFirst()
                .orElseThrow();
        Exchange exchange = new DefaultExchange(folder.context);
        ((DefaultConsumer) route.getConsumer()).getProcessor().process(exchange);
        return exchange.getMessage().getBody();
    }

    @Test
    void aDoorIsReplacedWithoutLeavingAnything() throws Exception {
        folder.write("intake/door.camel.yaml", DOOR.formatted("old")).start();
        assertThat(folder.loader.refused()).isEmpty();
        assertThat(open()).isEqualTo("old");
        int routes = folder.context.getRoutes().size();
        int endpoints = folder.context.getEndpoints().size();
        int rests = folder.context.getRestDefinitions().size();

        folder.write("intake/door.camel.yaml", DOOR.formatted("new"));
        soon(() -> assertThat(open()).isEqualTo("new"));
        // The old one is taken away after the new one has opened.
        soon(() -> {
            assertThat(folder.context.getRoutes()).hasSize(routes);
            assertThat(folder.context.getRestDefinitions()).hasSize(rests);
            assertThat(folder.context.getEndpoints()).hasSize(endpoints);
        });

        folder.delete("intake/door.camel.yaml");
        soon(() -> {
            assertThat(folder.context.getRoutes()).isEmpty();
            assertThat(folder.context.getRestDefinitions()).isEmpty();
        });
    }

    @Test
    void theOldDoorIsBackWhenTheNewOneDoesNotOpen() throws Exception {
        folder.write("intake/door.camel.yaml", DOOR.formatted("old")).start();
        folder.context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("direct:java").routeId("door/taken@2").setBody().constant("java");
            }
        });
        folder.write("intake/door.camel.yaml", DOOR.formatted("new").replace("id: forward", "id: taken"));
        soon(() -> assertThat(folder.loader.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.serving()).isTrue()));
        assertThat(open()).isEqualTo("old");
        assertThat(folder.context.getRoutes()).extracting(Route::getRouteId).contains("door/taken@2");
    }
}
