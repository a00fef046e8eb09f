package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people do with passwords, second factors and sessions that have run out, over HTTP and to its good end. */
@EngineTest
class AccountDoorsIT {
    private static final String LOGIN = "/api/v1/auth/login";
    private static final String ME = "/api/v1/auth/me";
    private static final String SECOND = "nine-otters-guard-the-lighthouse";
    private static final String THIRD = "two-lanterns-under-the-old-bridge";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    private EngineClient admin;

    @BeforeEach
    void connect() {
        admin = new EngineClient(port);
    }

    @Test
    void aPasswordIsChangedAndThenResetByAnAdmin() {
        Person anna = Person.withRole(port, "user");
        Answer changed = anna.post("/api/v1/auth/password", passwords(Person.PASSWORD, SECOND));
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(anna.get(ME).status()).as("the session before").isEqualTo(401);
        Person next = anna.with(changed.json().get("accessToken").asText());
        assertThat(next.get(ME).status()).isEqualTo(200);
        assertThat(login(anna, Person.PASSWORD, "").status()).isEqualTo(401);
        assertThat(login(anna, SECOND, "").status()).isEqualTo(200);

        Answer issued = admin.post(
                "/api/v1/admin/accounts/%s/reset-password"
                        .formatted(next.get(ME).json().at("/account/id").asText()),
                null);
        String redeem = "{\"token\":\"%s\",\"newPassword\":\"%s\"}"
                .formatted(issued.json().get("token").asText(), THIRD);
        assertThat(stranger("/api/v1/auth/reset-password", redeem).status()).isEqualTo(204);
        assertThat(next.get(ME).status()).as("all sessions have ended").isEqualTo(401);
        assertThat(login(anna, SECOND, "").status()).isEqualTo(401);
        assertThat(login(anna, THIRD, "").status()).isEqualTo(200);
        assertThat(stranger("/api/v1/auth/reset-password", redeem).status())
                .as("a token counts once")
                .isBetween(400, 499);
    }

    @Test
    void whoeverWasGivenAPasswordChoosesOneWithTheFirstLogin() {
        String name = "new-" + UUID.randomUUID().toString().substring(0, 8);
        Answer made =
                admin.post("/api/v1/auth/register", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, SECOND));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        Answer asked = login(name, SECOND, "");
        assertThat(asked.status()).isEqualTo(403);
        assertThat(code(asked)).isEqualTo("PASSWORD_CHANGE_REQUIRED");
        Answer entered = login(name, SECOND, ",\"newPassword\":\"%s\"".formatted(THIRD));
        assertThat(entered.status()).as(entered.body()).isEqualTo(200);
        assertThat(login(name, SECOND, "").status()).isEqualTo(401);
        assertThat(login(name, THIRD, "").status()).isEqualTo(200);
    }

    @Test
    void aSecondFactorIsSetUpUsedRenewedAndRemoved() {
        Person anna = Person.withRole(port, "user");
        AuthenticatorApp app = AuthenticatorApp.of(anna);
        Answer asked = login(anna, Person.PASSWORD, "");
        assertThat(asked.status()).isBetween(400, 499);
        assertThat(code(asked)).isEqualTo("SECOND_FACTOR_REQUIRED");

        String code = app.code();
        Answer entered = login(anna, Person.PASSWORD, ",\"code\":\"%s\"".formatted(code));
        assertThat(entered.status()).as(entered.body()).isEqualTo(200);
        assertThat(login(anna, Person.PASSWORD, ",\"code\":\"%s\"".formatted(code))
                        .status())
                .as("a code counts once")
                .isEqualTo(401);
        Person inside = anna.with(entered.json().get("accessToken").asText());
        int left = inside.get(ME).json().get("recoveryCodesLeft").asInt();
        assertThat(left).isEqualTo(app.recoveryCodes().size());

        String recovery = ",\"code\":\"%s\"".formatted(app.recoveryCodes().get(0));
        assertThat(login(anna, Person.PASSWORD, recovery).status()).isEqualTo(200);
        assertThat(inside.get(ME).json().get("recoveryCodesLeft").asInt()).isEqualTo(left - 1);

        Answer renewed = inside.post("/api/v1/auth/second-factor/recovery-codes", proof(app.code()));
        assertThat(renewed.status()).as(renewed.body()).isEqualTo(200);
        List<String> codes = AuthenticatorApp.codes(renewed);
        assertThat(codes).hasSize(left).doesNotContainAnyElementsOf(app.recoveryCodes());
        assertThat(login(
                                anna,
                                Person.PASSWORD,
                                ",\"code\":\"%s\"".formatted(app.recoveryCodes().get(1)))
                        .status())
                .as("an old recovery code")
                .isEqualTo(401);

        Answer removed = inside.post("/api/v1/auth/second-factor/remove", proof(codes.get(0)));
        assertThat(removed.status()).as(removed.body()).isEqualTo(204);
        assertThat(login(anna, Person.PASSWORD, "").status()).isEqualTo(200);
    }

    @Test
    void aBrowserGoesOnAfterItsAccessTokenHasExpiredAndChangesItsPassword() throws Exception {
        Person anna = Person.withRole(port, "user");
        String jar = cookies(login(anna, Person.PASSWORD, ",\"session\":true"));
        assertThat(browser(jar, "GET", ME, null).json().get("kind").asText()).isEqualTo("session");

        // As its access token will be after a quarter of an hour.
        String expired = jar.replaceFirst("__Host-access=[^;]*", "__Host-access=" + expired(value(jar, "access")));
        assertThat(browser(expired, "GET", ME, null).status()).isEqualTo(401);
        Answer refreshed = browser(expired, "POST", "/api/v1/auth/refresh", null);
        assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
        assertThat(refreshed.body()).doesNotContain("accessToken", "refreshToken");
        String next = cookies(refreshed);
        assertThat(value(next, "refresh")).isNotEqualTo(value(jar, "refresh"));
        assertThat(browser(next, "GET", ME, null).status()).isEqualTo(200);

        Answer changed = browser(next, "POST", "/api/v1/auth/password", passwords(Person.PASSWORD, SECOND));
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.body()).doesNotContain("accessToken", "refreshToken");
        String last = cookies(changed);
        assertThat(browser(next, "GET", ME, null).status()).isEqualTo(401);
        assertThat(browser(last, "GET", ME, null).status()).isEqualTo(200);

        Answer over = browser(last, "POST", "/api/v1/auth/logout", null);
        assertThat(over.status()).isEqualTo(204);
        assertThat(browser(last, "GET", ME, null).status()).isEqualTo(401);
        assertThat(browser(last, "POST", "/api/v1/auth/refresh", null).status()).isEqualTo(401);
    }

    /** The same token, made by the engine's own key for a time that is over. */
    private String expired(String token) throws Exception {
        String secret = database.sql("select secret from signing_key where kid = :kid")
                .param("kid", ForgedTokens.keyOf(token))
                .query(String.class)
                .single();
        return new ForgedTokens(token, secret).all().get("expired");
    }

    private Answer login(Person who, String password, String more) {
        return login(who.name(), password, more);
    }

    private Answer login(String name, String password, String more) {
        return stranger(LOGIN, "{\"name\":\"%s\",\"password\":\"%s\"%s}".formatted(name, password, more));
    }

    private Answer stranger(String path, String body) {
        return admin.send(admin.request(path)
                .header("Authorization", "")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private Answer browser(String jar, String method, String path, String body) {
        HttpRequest.Builder request =
                admin.request(path).header("Cookie", jar).header("X-CSRF-Token", value(jar, "csrf"));
        return new Answer(BrowserCalls.send(request, method, body));
    }

    private static String cookies(Answer answer) {
        return answer.response().headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";")[0])
                .collect(Collectors.joining("; "));
    }

    private static String value(String jar, String cookie) {
        return jar.replaceAll(".*__Host-" + cookie + "=([^;]*).*", "$1");
    }

    private static String passwords(String now, String next) {
        return "{\"password\":\"%s\",\"newPassword\":\"%s\"}".formatted(now, next);
    }

    private static String proof(String code) {
        return "{\"password\":\"%s\",\"code\":\"%s\"}".formatted(Person.PASSWORD, code);
    }

    private static String code(Answer answer) {
        JsonNode problem = answer.json();
        return problem.get("code").asText();
    }
}
