package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Logging in and out over HTTP, with tokens, cookies and API keys. */
@EngineTest
class SessionIT {
    @LocalServerPort
    int port;

    private EngineClient engine;
    private Person anna;

    @BeforeEach
    void anna() {
        engine = new EngineClient(port);
        anna = Person.withRole(port, "user");
    }

    @Test
    void aStrangerGetsTheDoorsForEverybodyOnly() {
        assertThat(stranger("GET", "/api/v1/health", null).status()).isEqualTo(200);
        Answer refused = stranger("GET", "/api/v1/workflows", null);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(refused.json().get("code").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(stranger("GET", "/", null).header("Location")).endsWith("/login?back=%2F");
        assertThat(stranger("GET", "/nothing/of/this/kind", null).status()).isEqualTo(401);
    }

    @Test
    void aRefreshTokenCountsOnceAndItsReuseEndsTheSession() {
        JsonNode session = login("{\"name\":\"%s\",\"password\":\"%s\"}").json();
        String body = "{\"refreshToken\":\"%s\"}"
                .formatted(session.get("refreshToken").asText());
        JsonNode next = stranger("POST", "/api/v1/auth/refresh", body).json();
        String token = next.get("accessToken").asText();
        assertThat(with(token, "GET", "/api/v1/auth/me").json().get("role").asText())
                .isEqualTo("user");

        assertThat(stranger("POST", "/api/v1/auth/refresh", body).status()).isEqualTo(401);
        String second =
                "{\"refreshToken\":\"%s\"}".formatted(next.get("refreshToken").asText());
        assertThat(stranger("POST", "/api/v1/auth/refresh", second).status()).isEqualTo(401);
        assertThat(with(token, "GET", "/api/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void aTokenThatWasLoggedOutCountsNoLonger() {
        assertThat(anna.get("/api/v1/auth/me").status()).isEqualTo(200);
        assertThat(anna.post("/api/v1/auth/logout", null).status()).isEqualTo(204);
        assertThat(anna.get("/api/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void aBrowsersSessionIsInCookiesThatNoScriptReadsAndItsChangesNeedTheProof() {
        Answer login = login("{\"name\":\"%s\",\"password\":\"%s\",\"session\":true}");
        assertThat(login.body()).doesNotContain("accessToken", "refreshToken");
        List<String> cookies = login.response().headers().allValues("Set-Cookie");
        assertThat(cookies)
                .hasSize(3)
                .allSatisfy(cookie -> assertThat(cookie)
                        .startsWith("__Host-")
                        .contains("; Path=/", "; Secure", "SameSite=Strict")
                        .doesNotContain("Domain"));
        assertThat(cookies)
                .filteredOn(cookie -> !cookie.startsWith("__Host-csrf"))
                .allMatch(cookie -> cookie.contains("HttpOnly"));
        String jar = cookies.stream().map(cookie -> cookie.split(";")[0]).collect(Collectors.joining("; "));
        String proof = jar.replaceAll(".*__Host-csrf=([^;]*).*", "$1");

        Answer me = browser(jar, null, "GET", "/api/v1/auth/me");
        assertThat(me.json().get("kind").asText()).isEqualTo("session");
        assertThat(me.response().headers().allValues("Set-Cookie"))
                .as("the proof is not taken away again")
                .isEmpty();
        String submit = "/api/v1/workflows/no-op/runs";
        assertThat(browser(jar, null, "POST", submit).status()).isEqualTo(403);
        assertThat(browser(jar, "0".repeat(32), "POST", submit).status()).isEqualTo(403);
        assertThat(browser(jar, proof, "POST", submit).status()).isEqualTo(202);

        Answer over = browser(jar, proof, "POST", "/api/v1/auth/logout");
        assertThat(over.response().headers().allValues("Set-Cookie")).allMatch(cookie -> cookie.contains("Max-Age=0"));
        assertThat(browser(jar, null, "GET", "/api/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void anApiKeyIsGoodForItsScopesOnlyAndUntilItIsRevoked() {
        JsonNode made = anna.post("/api/v1/api-keys", "{\"name\":\"ci\",\"scopes\":[\"runs:read\",\"workflows:read\"]}")
                .json();
        String key = made.get("key").asText();
        assertThat(key).startsWith("awe_");
        assertThat(anna.get("/api/v1/api-keys").body())
                .doesNotContain(key)
                .contains(made.get("prefix").asText());
        assertThat(withKey(key, "GET", "/api/v1/runs").status()).isEqualTo(200);
        assertThat(withKey(key, "POST", "/api/v1/workflows/no-op/runs").status())
                .isEqualTo(403);
        assertThat(withKey(key, "GET", "/api/v1/api-keys").status()).isEqualTo(403);
        engine.send(engine.request("/api/v1/api-keys/" + made.get("id").asText())
                .header("Authorization", "Bearer " + anna.token())
                .DELETE()
                .build());
        assertThat(withKey(key, "GET", "/api/v1/runs").status()).isEqualTo(401);
    }

    @Test
    void aKeyOfAnAdminMakesNoPasswords() {
        String key = engine.post("/api/v1/api-keys", "{\"name\":\"ops\",\"scopes\":[\"admin\"]}")
                .json()
                .get("key")
                .asText();
        assertThat(withKey(key, "GET", "/api/v1/admin/accounts").status()).isEqualTo(200);
        String account = engine.get("/api/v1/admin/accounts?name=" + anna.name())
                .json()
                .at("/accounts/0/id")
                .asText();
        for (String deed : List.of("reset-password", "remove-second-factor", "approve")) {
            HttpRequest.Builder request = engine.request("/api/v1/admin/accounts/" + account + "/" + deed)
                    .header("Authorization", "")
                    .header("X-API-Key", key);
            assertThat(send(request, "POST", "{}").status()).as(deed).isEqualTo(403);
        }
    }

    @Test
    void wrongPasswordsAndUnknownNamesGetTheSameAnswer() {
        Answer wrong =
                stranger("POST", "/api/v1/auth/login", "{\"name\":\"%s\",\"password\":\"no\"}".formatted(anna.name()));
        Answer unknown = stranger("POST", "/api/v1/auth/login", "{\"name\":\"who-is-that\",\"password\":\"no\"}");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(unknown.body());
    }

    private Answer login(String body) {
        return stranger("POST", "/api/v1/auth/login", body.formatted(anna.name(), Person.PASSWORD));
    }

    private Answer stranger(String method, String path, String body) {
        return send(engine.request(path).header("Authorization", ""), method, body);
    }

    private Answer with(String token, String method, String path) {
        return send(engine.request(path).header("Authorization", "Bearer " + token), method, null);
    }

    private Answer withKey(String key, String method, String path) {
        // An empty header keeps the test client from logging in.
        return send(
                engine.request(path).header("Authorization", "").header("X-API-Key", key),
                method,
                method.equals("GET") ? null : "1");
    }

    private Answer browser(String cookies, String proof, String method, String path) {
        HttpRequest.Builder request = engine.request(path).header("Cookie", cookies);
        if (proof != null) {
            request.header("X-CSRF-Token", proof);
        }
        boolean submit = path.endsWith("/runs");
        return new Answer(BrowserCalls.send(request, method, submit ? "1" : null));
    }

    private Answer send(HttpRequest.Builder request, String method, String body) {
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return engine.send(
                request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build());
    }
}
