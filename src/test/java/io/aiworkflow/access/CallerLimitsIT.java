package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestLogin;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** How often one user and one API key may ask, which is counted behind the login. */
@EngineTest
@TestPropertySource(
        properties = {
            "engine.web.rate-limits.enabled=true",
            // So long that none is given back while the test runs.
            "engine.web.rate-limits.per=24h",
            "engine.web.rate-limits.address=10000",
            "engine.web.rate-limits.user=20",
            "engine.web.rate-limits.api-key=10"
        })
class CallerLimitsIT {
    private static final String DOOR = "/api/v1/workflows";

    @LocalServerPort
    int port;

    @Test
    void aUserAndAKeyAreCountedEachByItself() {
        Person anna = Person.withRole(port, "user");
        Person berta = Person.withRole(port, "user");
        Person key = anna.withKey("workflows:read");
        // One was for the key.
        assertServed(anna, 20, 19);
        assertRefused(anna, 20);
        assertThat(berta.get(DOOR).header("RateLimit-Remaining"))
                .as("another user")
                .isEqualTo("19");

        assertServed(key, 10, 10);
        assertRefused(key, 10);
        Person second = berta.withKey("workflows:read");
        assertServed(second, 10, 10);
        assertThat(berta.get(DOOR).header("RateLimit-Remaining"))
                .as("what a key asks does not count for its owner")
                .isEqualTo("17");

        // Another login is the same user.
        Person again = anna.with(TestLogin.token(port, anna.name(), Person.PASSWORD));
        assertRefused(again, 20);
    }

    private static void assertServed(Person caller, int limit, int left) {
        for (int remaining = left - 1; remaining >= 0; remaining--) {
            Answer answer = caller.get(DOOR);
            assertThat(answer.status()).as("with %d left", remaining).isEqualTo(200);
            assertThat(answer.header("RateLimit-Limit")).isEqualTo(String.valueOf(limit));
            assertThat(answer.header("RateLimit-Remaining")).isEqualTo(String.valueOf(remaining));
            assertThat(Integer.parseInt(answer.header("RateLimit-Reset"))).isPositive();
        }
    }

    private static void assertRefused(Person caller, int limit) {
        Answer refused = caller.get(DOOR);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().get("code").asText()).isEqualTo("RATE_LIMITED");
        assertThat(refused.header("RateLimit-Limit")).isEqualTo(String.valueOf(limit));
        assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 24 * 60 * 60 / limit);
    }
}
