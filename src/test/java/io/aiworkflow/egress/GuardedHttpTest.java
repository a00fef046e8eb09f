package io.aiworkflow.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls over Camel's HTTP component as the engine has it, on a machine on which every address is a trap. */
class GuardedHttpTest {
    private final Trap trap = new Trap();
    private final OutsideServer outside = new OutsideServer("127.0.0.1", 0);
    private final FakeNetwork names = AddressTricks.names().then("outside.test", "127.0.0.1");
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.disableJMX();
        install("outside.test:" + outside.port());
        context.start();
    }

    private void install(String... allow) {
        new GuardedHttp(new EgressGuard(new EgressProperties(List.of(allow)), names)).beforeApplicationStart(context);
    }

    @AfterEach
    void stop() {
        context.stop();
        outside.close();
        trap.close();
    }

    private String call(String uri) {
        return call(uri, Map.of());
    }

    private String call(String uri, Map<String, Object> headers) {
        return context.createProducerTemplate().requestBodyAndHeaders(uri, null, new HashMap<>(headers), String.class);
    }

    private String outside(String path) {
        return "http://outside.test:" + outside.port() + path;
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).hasRootCauseInstanceOf(EgressRefused.class);
    }

    @Test
    void thereAreEnoughTricks() {
        assertThat(AddressTricks.at(trap)).hasSizeGreaterThan(60).doesNotHaveDuplicates();
    }

    @Test
    void noTrickReachesTheTrap() {
        int refused = 0;
        for (String trick : AddressTricks.at(trap)) {
            try {
                call("http:" + trick);
                assertThat(trick).as("has an answer").isEmpty();
            } catch (CamelExecutionException | ResolveEndpointFailedException e) {
                refused += rootCause(e) instanceof EgressRefused ? 1 : 0;
            }
        }
        assertThat(trap.caught()).isZero();
        assertThat(refused)
                .as("of the tricks are refused by name, not by accident")
                .isGreaterThan(60);
    }

    private static Throwable rootCause(Throwable failure) {
        return failure.getCause() == null ? failure : rootCause(failure.getCause());
    }

    @Test
    void theTrapWouldNotice() throws IOException {
        try (Socket visitor = new Socket(trap.ownAddress(), trap.port())) {
            assertThat(trap.caught()).isOne();
            assertThat(visitor.isConnected()).isTrue();
        }
        install("127.0.0.1:" + trap.port());
        assertThatThrownBy(() -> call("http://127.0.0.1:" + trap.port() + "/"))
                .isInstanceOf(CamelExecutionException.class);
        assertThat(trap.caught()).isGreaterThan(1);
    }

    @Test
    void anAllowedHostAnswers() {
        assertThat(call(outside("/x?q=1"))).isEqualTo("arrived");
        assertThat(call("http:outside.test.:" + outside.port())).isEqualTo("arrived");
        assertThat(call("http:OUTSIDE.test:%d/?httpMethod=POST".formatted(outside.port())))
                .isEqualTo("arrived");
        assertThat(outside.requests()).containsExactly("GET /x?q=1", "GET /", "POST /");
    }

    @Test
    void aNameThatIsMovedInTheMeantimeIsRefusedAtTheNextConnection() {
        try (OutsideServer second = new OutsideServer("127.0.0.2", trap.port())) {
            names.then("rebind.test", "127.0.0.2").then("rebind.test", "127.0.0.1");
            install("127.0.0.2");
            String uri = "http://rebind.test:%d/".formatted(trap.port());
            assertThat(call(uri)).isEqualTo("arrived");
            assertThat(names.questions("rebind.test")).isOne();
            assertRefused(() -> call(uri));
            assertThat(second.requests()).hasSize(1);
        }
        assertThat(trap.caught()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "private.test", "outside.test", "[::1]", "0x7f.1", "a@127.0.0.1"})
    void aRedirectToAnotherServerIsNotFollowed(String host) {
        outside.redirectTo("http://%s:%d/".formatted(host, trap.port()));
        assertRefused(() -> call(outside("/redirect?followRedirects=true")));
        assertThat(trap.caught()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://outside.test/", "//private.test/", "http://outside.test:81/", "http:///x"})
    void aRedirectToAnotherSchemeOrPortIsNotFollowed(String location) {
        outside.redirectTo(location);
        assertThatThrownBy(() -> call(outside("/redirect?followRedirects=true")))
                .isInstanceOf(CamelExecutionException.class);
        assertThat(outside.requests()).containsExactly("GET /redirect");
    }

    @Test
    void aRedirectIsFollowedOnTheSameServerWhenTheRouteSaysSo() {
        outside.redirectTo("/arrived");
        assertThat(call(outside("/redirect?followRedirects=true"))).isEqualTo("arrived");
        assertThatThrownBy(() -> call(outside("/redirect")))
                .rootCause()
                .isInstanceOf(HttpOperationFailedException.class)
                .hasMessageContaining("302");
        assertThat(outside.requests()).containsExactly("GET /redirect", "GET /arrived", "GET /redirect");
    }

    static Stream<String> headersThatMoveACall() {
        return Stream.of(
                Exchange.HTTP_URI,
                Exchange.REST_HTTP_URI,
                Exchange.HTTP_HOST,
                Exchange.HTTP_BASE_URI,
                "CamelHttpUrl",
                "camelhttpuri",
                "CAMELHTTPURI",
                "CamelHttpServletPath",
                "Host");
    }

    @ParameterizedTest
    @MethodSource("headersThatMoveACall")
    void noHeaderMovesACall(String header) {
        for (String option : List.of("", "?bridgeEndpoint=true")) {
            String trapped = "http://127.0.0.1:%d/".formatted(trap.port());
            assertThat(call(outside("/x") + option, Map.of(header, trapped))).isEqualTo("arrived");
        }
        assertThat(outside.requests()).containsOnly("GET /x");
        assertThat(trap.caught()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "CamelHttpPath,//127.0.0.1:%d/",
        "CamelHttpPath,@127.0.0.1:%d/",
        "CamelHttpPath,/../..//127.0.0.1:%d/",
        "CamelHttpPath,http://127.0.0.1:%d/",
        "CamelHttpPath,\\\\127.0.0.1:%d",
        "CamelHttpQuery,@127.0.0.1:%d/",
        "CamelHttpQuery,proxyHost=127.0.0.1&proxyPort=%d",
        "CamelHttpRawQuery,x@127.0.0.1:%d",
        "CamelRestHttpQuery,x@127.0.0.1:%d"
    })
    void noPathOrQueryMovesACall(String header, String value) {
        Map<String, Object> headers = Map.of(header, value.formatted(trap.port()));
        assertThat(call(outside("/x"), headers)).isEqualTo("arrived");
        assertThat(outside.requests()).containsExactly("GET /x");
        assertThat(call(outside("/x?bridgeEndpoint=true"), headers)).isEqualTo("arrived");
        assertThat(outside.requests()).hasSize(2);
        assertThat(trap.caught()).isZero();
    }

    @Test
    void placeholdersInHeadersAreNotResolved() {
        context.getPropertiesComponent().addInitialProperty("canary", "canary-of-a-setting");
        for (String header : List.of(Exchange.HTTP_URI, Exchange.HTTP_PATH, Exchange.HTTP_QUERY)) {
            call(outside("/x?bridgeEndpoint=true"), Map.of(header, outside("/") + "{{canary}}"));
        }
        assertThat(outside.requests()).hasSize(3).noneMatch(request -> request.contains("canary-of-a-setting"));
    }

    @Test
    void theMessageKeepsItsHeaders() {
        Map<String, Object> headers = Map.of(Exchange.HTTP_URI, "/orders", Exchange.HTTP_PATH, "/orders");
        Exchange exchange = context.createProducerTemplate()
                .request(outside("/x"), request -> request.getIn().setHeaders(new HashMap<>(headers)));
        assertThat(exchange.getMessage().getHeaders()).containsAllEntriesOf(headers);
        assertThat(outside.requests()).containsExactly("GET /x");
    }

    @Test
    void aBridgePassesPathAndQueryOn() {
        Map<String, Object> headers = Map.of(Exchange.HTTP_PATH, "/a/b", Exchange.HTTP_QUERY, "q=1");
        assertThat(call(outside("/x?bridgeEndpoint=true"), headers)).isEqualTo("arrived");
        assertThat(outside.requests()).containsExactly("GET /x/a/b?q=1");
    }

    @Test
    void noProxyOfTheMachineIsUsed() {
        Map<String, String> proxies = Map.of(
                "http.proxyHost", "127.0.0.1",
                "http.proxyPort", String.valueOf(trap.port()),
                "http.nonProxyHosts", "",
                "socksProxyHost", "127.0.0.1",
                "socksProxyPort", String.valueOf(trap.port()),
                "socksNonProxyHosts", "");
        context.getGlobalOptions().put("http.proxyHost", "127.0.0.1");
        context.getGlobalOptions().put("http.proxyPort", String.valueOf(trap.port()));
        Map<String, String> before = new HashMap<>();
        proxies.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
        try {
            assertThat(call(outside("/x"))).isEqualTo("arrived");
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
        assertThat(trap.caught()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxyHost=127.0.0.1&proxyPort=%d",
                "httpClient.proxy=127.0.0.1:%d",
                "useSystemProperties=true",
                "component.proxyHost=127.0.0.1:%d",
                "oauth2ClientId=a&oauth2ClientSecret=b&oauth2TokenEndpoint=http://127.0.0.1:%d/",
                "clientBuilder=#class:org.apache.hc.client5.http.impl.classic.HttpClientBuilder",
                "userAgent=#class:java.lang.String"
            })
    void noOptionGetsAroundTheGuard(String options) {
        String uri = outside("/x?") + options.replace("%d", String.valueOf(trap.port()));
        assertThatThrownBy(() -> call(uri)).hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(outside.requests()).isEmpty();
        assertThat(trap.caught()).isZero();
    }

    @Test
    void theRefusalOfACallNamesItsHost() {
        assertThatThrownBy(() -> call("http://private.test:%d/path?secret=1".formatted(trap.port())))
                .rootCause()
                .isInstanceOf(EgressRefused.class)
                .hasMessageContaining("private.test:" + trap.port())
                .hasMessageContaining("ENGINE_EGRESS_ALLOW")
                .hasMessageNotContaining("127.0.0.1")
                .hasMessageNotContaining("secret");
    }
}
