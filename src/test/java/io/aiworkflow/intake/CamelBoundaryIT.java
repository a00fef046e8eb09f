package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.model.rest.RestParamType;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Nothing that a request brings becomes part of a Camel message unless its endpoint has declared it. */
@EngineTest
@Import(CamelBoundaryIT.Doors.class)
@TestPropertySource(properties = "engine.intake.door-parameters=shared")
class CamelBoundaryIT {
    private static final String MARK = "marked-value";
    private static final String HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";
    private static final int MOST_HEADERS = 50;

    /** They would end the session of this test, or record for a minute. */
    private static final Pattern LEFT_OUT = Pattern.compile("/logout|/recordings");

    @LocalServerPort
    int port;

    @Autowired
    Witness witness;

    @Autowired
    OpenApiFile document;

    @BeforeEach
    void forget() {
        witness.seen.clear();
    }

    /** Every way into Camel: two operations of the API, a door with declarations, one without, one that forwards. */
    private enum Ingress {
        API_READ("GET", "/api/v1/runs"),
        API_WRITE("POST", "/api/v1/workflows/no-op/runs"),
        DECLARED("POST", "/intake/probe/declared/thing"),
        DECLARED_READ("GET", "/intake/probe/declared/thing"),
        PLAIN("POST", "/intake/probe/plain"),
        PLAIN_READ("GET", "/intake/probe/plain"),
        HEALTH("GET", "/api/v1/health");

        private final String method;
        private final String path;

        Ingress(String method, String path) {
            this.method = method;
            this.path = path;
        }
    }

    /** One request of a kind: what is added to the path, to the headers and as body. */
    private record Attack(String what, String path, Map<String, String> headers, String body) {}

    @Test
    void noneOfTheVariantsReachesAnExchange() throws IOException {
        List<String> names = CamelNames.all();
        assertThat(names).hasSizeGreaterThanOrEqualTo(200);
        SoftAssertions all = new SoftAssertions();
        int reached = 0;
        for (Ingress ingress : Ingress.values()) {
            Map<String, String> usual = send(ingress, new Attack("nothing", "", Map.of(), "{}"));
            assertThat(usual).as("%s reaches Camel", ingress).isNotNull();
            for (String name : names) {
                for (Attack attack : attacks(name)) {
                    Map<String, String> seen = send(ingress, attack);
                    if (seen != null) {
                        reached++;
                        compare(all, ingress + ": " + attack.what(), usual, seen);
                    }
                }
            }
        }
        all.assertAll();
        // Not everything was refused before it came so far.
        assertThat(reached).isGreaterThan(names.size() * Ingress.values().length);
    }

    /** Each operation of the API, with all plain names at once: it depends on the operation what may enter. */
    @Test
    void noneReachesAnExchangeOfAnyOperation() throws IOException {
        SoftAssertions all = new SoftAssertions();
        int reached = 0;
        for (Map.Entry<String, JsonNode> at : document.copy().path("paths").properties()) {
            String path = at.getKey().replaceAll("\\{(id|run)}", NOBODY).replaceAll("\\{[^}]+}", "x");
            for (String method : List.of("get", "post", "put", "patch", "delete")) {
                if (at.getValue().has(method) && !LEFT_OUT.matcher(path).find()) {
                    ApiOperation operation = ApiOperation.of(at.getValue().get(method), document.copy());
                    reached += compareAll(all, method.toUpperCase(Locale.ROOT), path, allAtOnce(operation));
                }
            }
        }
        all.assertAll();
        assertThat(reached).isGreaterThan(100);
    }

    /** How many of the attacks entered Camel. */
    private int compareAll(SoftAssertions all, String method, String path, List<Attack> attacks) throws IOException {
        int reached = 0;
        Map<String, String> usual = send(method, path, new Attack("nothing", "", Map.of(), "{}"));
        for (Attack attack : attacks) {
            Map<String, String> seen = send(method, path, attack);
            if (usual != null && seen != null) {
                reached++;
                compare(all, "%s %s: %s".formatted(method, path, attack.what()), usual, seen);
            }
        }
        return reached;
    }

    /** Without what the operation declares. */
    private static List<Attack> allAtOnce(ApiOperation operation) {
        List<Attack> attacks = new ArrayList<>();
        Map<String, String> headers = new LinkedHashMap<>();
        StringJoiner query = new StringJoiner("&", "?", "");
        StringJoiner body = new StringJoiner(",", "{", "}");
        for (String name : CamelNames.PLAIN) {
            if (operation.parameters().contains(name)) {
                continue;
            }
            if (name.matches(HEADER_NAME)) {
                headers.put(name, MARK);
            }
            if (headers.size() == MOST_HEADERS) {
                attacks.add(new Attack("headers", "", Map.copyOf(headers), "{}"));
                headers.clear();
            }
            query.add(CamelNames.encoded(name) + "=" + MARK);
            body.add("\"" + name.replace("\"", "") + "\":\"" + MARK + "\"");
        }
        attacks.add(new Attack("headers", "", headers, "{}"));
        attacks.add(new Attack("query", query.toString(), Map.of(), "{}"));
        attacks.add(new Attack("JSON", "", Map.of(), body.toString()));
        return attacks;
    }

    private static List<Attack> attacks(String name) {
        List<Attack> attacks = new ArrayList<>();
        if (name.matches(HEADER_NAME)) {
            attacks.add(new Attack("header " + name, "", Map.of(name, MARK), "{}"));
        }
        String encoded = CamelNames.encoded(name);
        attacks.add(new Attack("query " + name, "?" + encoded + "=" + MARK, Map.of(), "{}"));
        if (!CamelNames.PLAIN.contains(name)) {
            return attacks;
        }
        attacks.add(
                new Attack("query twice " + name, "?" + encoded + "=" + MARK + "&" + encoded + "=2", Map.of(), "{}"));
        attacks.add(new Attack(
                "query all in code " + name, "?" + CamelNames.allEncoded(name) + "=" + MARK, Map.of(), "{}"));
        attacks.add(new Attack("path parameter " + name, ";" + encoded + "=" + MARK, Map.of(), "{}"));
        attacks.add(new Attack("matrix " + name, "/;" + encoded + "=" + MARK + "/x", Map.of(), "{}"));
        attacks.add(new Attack("JSON " + name, "", Map.of(), "{\"" + name.replace("\"", "") + "\":\"" + MARK + "\"}"));
        attacks.add(new Attack(
                "form " + name, "", Map.of("Content-Type", "application/x-www-form-urlencoded"), encoded + "=" + MARK));
        attacks.add(new Attack(
                "part of a form " + name,
                "",
                Map.of("Content-Type", "multipart/form-data; boundary=b"),
                "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\nCamelFileName: " + MARK + "\r\n\r\n"
                        + MARK + "\r\n--b--\r\n"));
        return attacks;
    }

    /** A message has the same headers as ever, and none holds what was sent. */
    private static void compare(SoftAssertions all, String what, Map<String, String> usual, Map<String, String> seen) {
        all.assertThat(seen.keySet()).as(what).isSubsetOf(usual.keySet());
        seen.forEach((name, value) ->
                all.assertThat(value).as("%s in %s", what, name).doesNotContain(MARK));
        for (String steering : List.of("CamelHttpUri", "CamelHttpPath", "CamelHttpUrl", "CamelHttpMethod")) {
            all.assertThat(seen.get(steering)).as("%s of %s", steering, what).isEqualTo(usual.get(steering));
        }
    }

    @Test
    void whatIsDeclaredArrivesAndIsNeverResolved() throws IOException {
        String value = "%7B%7Benv:HOME%7D%7D-$%7Benv:HOME%7D-%7B%7Bserver.port%7D%7D";
        Map<String, String> read = send(Ingress.DECLARED_READ, new Attack("", "?wanted=" + value, Map.of(), ""));
        assertThat(read).containsEntry("wanted", "{{env:HOME}}-${env:HOME}-{{server.port}}");
        assertThat(read.get("CamelHttpQuery")).isEqualTo("wanted=" + value);
        Map<String, String> api = send(
                Ingress.API_READ, new Attack("", "?limit=" + value + "&wanted=x&shared=x", Map.of("Wanted", "x"), ""));
        assertThat(api).containsEntry("limit", "{{env:HOME}}-${env:HOME}-{{server.port}}");
        assertThat(api).doesNotContainKeys("wanted", "shared");
        Map<String, String> header = send(
                Ingress.DECLARED,
                new Attack("", "?wanted=1&shared=2", Map.of("x-WANTED", "{{env:HOME}}", "X-Other", "x"), "{}"));
        assertThat(header).containsEntry("x-wanted", "{{env:HOME}}").containsEntry("shared", "2");
        assertThat(header).doesNotContainKeys("wanted", "x-other");
        assertThat(send(Ingress.PLAIN, new Attack("", "?shared=2&wanted=1", Map.of(), "{}")))
                .containsEntry("shared", "2")
                .doesNotContainKey("wanted");
    }

    @Test
    void loginsDoNotReachRoutes() throws IOException {
        for (Ingress ingress : Ingress.values()) {
            Map<String, String> seen = send(
                    ingress,
                    new Attack(
                            "",
                            "",
                            Map.of("Authorization", "Bearer " + MARK, "Cookie", "session=" + MARK, "X-API-Key", MARK),
                            "{}"));
            assertThat(seen).isNotNull();
            assertThat(seen.values()).noneMatch(value -> value.contains(MARK));
        }
    }

    @Test
    void aDoorCannotDeclareWhatSteersCamel() throws IOException {
        Map<String, String> seen = send(
                Ingress.DECLARED_READ,
                new Attack("", "?CamelHttpUri=x&mail.smtp.host=x", Map.of("CamelFile", "x"), ""));
        assertThat(seen.get("CamelHttpUri")).isEqualTo("/intake/probe/declared/thing");
        assertThat(seen).doesNotContainKeys("mail.smtp.host", "camelfile", "CamelFile");
    }

    /** The headers of the message that the request became, or null. */
    private Map<String, String> send(Ingress ingress, Attack attack) throws IOException {
        return send(ingress.method, ingress.path, attack);
    }

    private Map<String, String> send(String method, String path, Attack attack) throws IOException {
        witness.seen.clear();
        Map<String, String> headers = new LinkedHashMap<>(attack.headers());
        boolean body = !method.equals("GET");
        if (body) {
            headers.putIfAbsent("Content-Type", "application/json");
        } else {
            headers.remove("Content-Type");
        }
        byte[] bytes = body ? attack.body().getBytes(StandardCharsets.UTF_8) : new byte[0];
        RawHttp.Answer answer = RawHttp.send(port, method, path + attack.path(), headers, bytes);
        assertThat(answer.status()).as("%s %s %s", method, path, attack.what()).isBetween(200, 499);
        return witness.seen.isEmpty() ? null : witness.seen.get(0);
    }

    /** Sees each message that enters Camel over HTTP before any route does. */
    static final class Witness extends EventNotifierSupport {
        final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.ExchangeCreatedEvent created
                    && created.getExchange().getFromEndpoint() instanceof PlatformHttpEndpoint) {
                seen.add(headers(created.getExchange()));
            }
        }

        private static Map<String, String> headers(Exchange exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getIn().getHeaders().forEach((name, value) -> headers.put(name, String.valueOf(value)));
            headers.remove("CamelHttpServletRequest");
            headers.remove("CamelHttpServletResponse");
            return headers;
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Doors {
        @Bean
        Witness witness() {
            return new Witness();
        }

        @Bean
        RouteBuilder probes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    rest("/intake/probe/declared")
                            .get("/{thing}")
                            .param()
                            .name("wanted")
                            .type(RestParamType.query)
                            .endParam()
                            .param()
                            .name("CamelHttpUri")
                            .type(RestParamType.query)
                            .endParam()
                            .param()
                            .name("mail.smtp.host")
                            .type(RestParamType.query)
                            .endParam()
                            .param()
                            .name("CamelFile")
                            .type(RestParamType.header)
                            .endParam()
                            .to("direct:probe")
                            .post("/{thing}")
                            .param()
                            .name("X-Wanted")
                            .type(RestParamType.header)
                            .endParam()
                            .to("direct:probe");
                    from("platform-http:/intake/probe/plain")
                            .routeId("probe-plain")
                            .to("direct:probe");
                    from("direct:probe").routeId("probe").removeHeaders("*").setBody(constant("seen"));
                }
            };
        }
    }
}
