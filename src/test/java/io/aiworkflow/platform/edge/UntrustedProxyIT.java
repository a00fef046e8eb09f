package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.RawHttp;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

/** An engine that has no proxy before it, in production, with limits. */
@EngineTest
@Import(CallerDoor.class)
@ActiveProfiles({"api", "worker", "webui", "production"})
@TestPropertySource(
        properties = {
            "engine.secrets.master-key=zpN0bXrQmTg4XcVx2lWJt1oYk8sHdUf7eRa5BiCqGvM=",
            "engine.identity.tokens.secret=kX8vN2qRt5Wz7YbD4fGh9JmLp3Sc6VxAe1UoTiKy0Qs=",
            "engine.web.trusted-proxies=none",
            "engine.web.rate-limits.enabled=true",
            "engine.web.rate-limits.per=1h",
            // One is for the login.
            "engine.web.rate-limits.address=201"
        })
class UntrustedProxyIT {
    @LocalServerPort
    int port;

    @Test
    void believesNobodyAndCountsTheConnectionHoweverItIsDisguised() throws IOException {
        for (int i = 0; i < 200; i++) {
            RawHttp.Answer answer = get("203.0.113." + i);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("RateLimit-Limit")).isEqualTo("201");
            assertThat(answer.header("RateLimit-Remaining")).isEqualTo(String.valueOf(199 - i));
            assertThat(answer.header("Strict-Transport-Security")).isNotNull();
        }
        RawHttp.Answer refused = get("198.51.100.1");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 18);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.header("Content-Security-Policy")).isNotNull();
        assertThat(refused.body()).contains("\"code\":\"RATE_LIMITED\"");
    }

    private RawHttp.Answer get(String forwardedFor) throws IOException {
        RawHttp.Answer answer = RawHttp.send(
                port,
                "GET",
                "/intake/test/caller",
                Map.of("X-Forwarded-For", forwardedFor, "X-Forwarded-Proto", "https"),
                new byte[0]);
        if (answer.status() == 200) {
            JsonNode seen = new ObjectMapper().readTree(answer.object());
            assertThat(seen.get("address").asText()).isEqualTo("127.0.0.1");
            assertThat(seen.get("scheme").asText()).isEqualTo("http");
            assertThat(seen.has("header x-forwarded-for")).isFalse();
        }
        return answer;
    }
}
