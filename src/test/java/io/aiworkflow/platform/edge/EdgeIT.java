package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** What browsers, proxies and pages of others get to see of the engine. */
@EngineTest
@Import(CallerDoor.class)
@TestPropertySource(
        properties = {
            "engine.web.cors-allowed-origins=https://app.example.org",
            "engine.intake.public-url=https://engine.example.org"
        })
class EdgeIT {
    private static final List<String> ALWAYS = List.of(
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Referrer-Policy",
            "Permissions-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "Cache-Control");

    @LocalServerPort
    int port;

    private RawHttp.Answer get(String path, String... headers) throws IOException {
        return send("GET", path, headers);
    }

    private RawHttp.Answer send(String method, String path, String... headers) throws IOException {
        Map<String, String> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        boolean body = method.equals("POST");
        if (body) {
            map.putIfAbsent("Content-Type", "application/json");
        }
        byte[] bytes = body ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0];
        return RawHttp.send(port, method, path, map, bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200",
        "/docs, 200",
        "/engine.css, 200",
        "/docs/start.js, 200",
        "/webjars/swagger-ui/swagger-ui.css, 200",
        "/api/v1/runs, 200",
        "/api/v1/health, 200",
        "/public/status, 200",
        "/openapi.json, 200",
        "/nothing, 404",
        "/runs/00000000-0000-0000-0000-000000000000, 404",
        "/api/v1/runs/x, 404",
        "/api/v1/runs/00000000-0000-0000-0000-000000000000/events, 404",
        "/api/v1/runs?limit=0, 400",
        "/a;b=c, 400",
        "/%zz, 400",
        "/a|b, 400",
        "/intake/test/failure, 500",
        "/intake/test/error, 503",
        "/intake/test/begun-anew, 200"
    })
    void everyAnswerHasTheHeadersForBrowsers(String path, int status) throws IOException {
        assertProtected(get(path), status);
    }

    @Test
    void soHaveTheAnswersOfTomcatAndOfEvents() throws IOException {
        assertProtected(get("/", "X-Large", "x".repeat(20_000)), 431);
        assertProtected(send("TRACE", "/"), 405);
        assertProtected(send("DELETE", "/api/v1/runs"), 405);
        assertProtected(send("POST", "/api/v1/workflows/no-op/runs", "Content-Type", "text/plain"), 415);
        assertProtected(raw("GET / HTTP/9.9\r\nHost: x\r\n\r\n"), 505);
        assertProtected(raw("nonsense\r\n\r\n"), 400);
        assertProtected(raw("GET / HTTP/1.1\r\n\r\n"), 400);
        assertProtected(raw("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n"), 501);
        String run = new EngineClient(port).run("no-op", "1").json().get("id").asText();
        RawHttp.Answer events = get("/api/v1/runs/" + run + "/events", "Accept", "text/event-stream");
        assertProtected(events, 200);
        assertThat(events.body()).contains("event: end");
    }

    private RawHttp.Answer raw(String request) throws IOException {
        return RawHttp.send(port, request.getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
    }

    private static void assertProtected(RawHttp.Answer answer, int status) {
        assertThat(answer.status()).as(answer.head()).isEqualTo(status);
        assertThat(ALWAYS)
                .allSatisfy(name -> assertThat(answer.head()
                                .lines()
                                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1)))
                        .as("%s in %s", name, answer.head())
                        .hasSize(1));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*", "http:");
        assertThat(answer.header("Server")).isNull();
        assertThat(answer.header("X-Powered-By")).isNull();
        assertThat(answer.header("Strict-Transport-Security")).isNull();
        assertThat(answer.body()).doesNotContain("a secret", "Exception", "at io.aiworkflow", "at org.");
    }

    @Test
    void answersAreKeptByNobodyAndFilesAreAskedForAgain() throws IOException {
        for (String path : List.of("/", "/api/v1/runs", "/openapi.json", "/nothing", "/docs")) {
            assertThat(get(path).header("Cache-Control")).as(path).isEqualTo("no-store");
        }
        for (String path : List.of("/engine.css", "/docs/start.js", "/webjars/swagger-ui/swagger-ui-bundle.js")) {
            assertThat(get(path).header("Cache-Control")).as(path).isEqualTo("no-cache");
        }
    }

    /** Whatever is inline would not work; the pages have no need of it. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs", "/runs/00000000-0000-0000-0000-000000000000"})
    void pagesHaveNothingInline(String path) throws IOException {
        assertThat(get(path).body())
                .doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+=|javascript:|<script(?![^>]*\\ssrc=)");
    }

    @Test
    void asksForHttpsWhereItWasUsed() throws IOException {
        RawHttp.Answer answer = get("/api/v1/health", "X-Forwarded-Proto", "https");
        assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000; includeSubDomains");
        assertThat(get("/nothing", "X-Forwarded-Proto", "https").header("Strict-Transport-Security"))
                .isNotNull();
    }

    @Test
    void believesTheProxyOnItsOwnMachineAndDropsWhatCallersWrite() throws IOException {
        JsonNode seen = caller(
                "X-Forwarded-For",
                "1.1.1.1, 203.0.113.7",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "evil.example.org",
                "X-Forwarded-Prefix",
                "/evil",
                "Forwarded",
                "for=8.8.8.8;proto=http",
                "X-Real-IP",
                "8.8.8.8");
        assertThat(seen.get("address").asText()).isEqualTo("203.0.113.7");
        assertThat(seen.get("scheme").asText()).isEqualTo("https");
        assertThat(seen.get("secure").asText()).isEqualTo("true");
        assertThat(seen.get("url").asText()).isEqualTo("https://127.0.0.1/intake/test/caller");
        assertThat(seen.fieldNames()).toIterable().noneMatch(name -> name.matches("header (x-.*|forwarded)"));
    }

    @Test
    void withoutAProxyTheConnectionTells() throws IOException {
        JsonNode seen = caller();
        assertThat(seen.get("address").asText()).isEqualTo("127.0.0.1");
        assertThat(seen.get("scheme").asText()).isEqualTo("http");
    }

    private JsonNode caller(String... headers) throws IOException {
        return new ObjectMapper().readTree(get("/intake/test/caller", headers).object());
    }

    @Test
    void listedPagesMayCallAndReadWithTheirUsersLogin() throws IOException {
        RawHttp.Answer answer = send("POST", "/api/v1/workflows/no-op/runs", "Origin", "https://app.example.org");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("Location", "Retry-After");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
        assertThat(get("/api/v1/runs/x", "Origin", "https://app.example.org").header("Access-Control-Allow-Origin"))
                .isEqualTo("https://app.example.org");
    }

    @Test
    void answersTheBrowsersQuestionInAdvance() throws IOException {
        RawHttp.Answer answer = send(
                "OPTIONS",
                "/api/v1/workflows/no-op/runs",
                "Origin",
                "https://app.example.org",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type,x-evil");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .contains("Content-Type", "Authorization")
                .doesNotContainIgnoringCase("x-evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org",
                "https://app.example.org.evil.org",
                "https://evil.org?https://app.example.org",
                "http://app.example.org",
                "https://app.example.org:8443",
                "HTTPS://APP.EXAMPLE.ORG",
                "https://app.example.org/",
                "https://sub.app.example.org",
                "https://app.example.org https://evil.org",
                "null",
                "*",
                "file://",
                "https://[::1]",
                "http://127.0.0.1:1",
                "x"
            })
    void otherPagesReadNothingAndChangeNothing(String origin) throws IOException {
        RawHttp.Answer read = get("/api/v1/runs", "Origin", origin);
        RawHttp.Answer asked =
                send("OPTIONS", "/api/v1/runs", "Origin", origin, "Access-Control-Request-Method", "POST");
        RawHttp.Answer changed = send("POST", "/api/v1/workflows/no-op/runs", "Origin", origin);
        assertThat(read.status()).isEqualTo(200);
        assertThat(asked.status()).isEqualTo(403);
        assertThat(changed.status()).isEqualTo(403);
        assertThat(changed.body()).contains("\"code\":\"FOREIGN_ORIGIN\"");
        for (RawHttp.Answer answer : List.of(read, asked, changed)) {
            assertThat(answer.head()).doesNotContainIgnoringCase("access-control-");
        }
    }

    @Test
    void ownPagesMayChangeThingsWithoutBeingListed() throws IOException {
        for (String origin : Set.of("https://engine.example.org", "http://127.0.0.1")) {
            RawHttp.Answer answer = send("POST", "/api/v1/workflows/no-op/runs", "Origin", origin);
            assertThat(answer.status()).as(origin).isEqualTo(202);
            assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        }
    }

    @Test
    void aNameThatOthersMadeLeadHereIsNoOwnPage() throws IOException {
        String request = "POST /api/v1/workflows/no-op/runs HTTP/1.1\r\nHost: evil.example.org:%d\r\n"
                + "Origin: http://evil.example.org:%d\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                + "Connection: close\r\n\r\n{}";
        assertThat(raw(request.formatted(port, port)).status()).isEqualTo(403);
    }
}
