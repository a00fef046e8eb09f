package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.EngineApplication;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestLogin;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The signing key changes under the load of two processes, and nobody with a good token notices. */
class KeyRotationIT {
    private static final int REQUESTS_PER_SECOND = 50;
    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<ConfigurableApplicationContext> PROCESSES = new ArrayList<>();

    private final AtomicInteger sent = new AtomicInteger();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private volatile String token;

    @BeforeAll
    static void start() {
        Map<String, String> settings = TestDatabase.settings();
        settings.put("engine.intake.farewell", "0s");
        settings.put("engine.web.rate-limits.enabled", "false");
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=api", "--server.port=0"));
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        for (int i = 0; i < 2; i++) {
            PROCESSES.add(new SpringApplicationBuilder(EngineApplication.class).run(arguments.toArray(String[]::new)));
        }
    }

    @AfterAll
    static void stop() {
        PROCESSES.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void goodTokensCountThroughoutAndThoseOfTheDroppedKeyEndEverywhere() throws Exception {
        EngineClient admin = new EngineClient(port(0));
        String before = login();
        String oldKey = signingKey(admin);
        token = before;
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        var callers = Executors.newFixedThreadPool(16);
        try {
            clock.scheduleAtFixedRate(
                    () -> callers.submit(this::call), 0, 1_000_000 / REQUESTS_PER_SECOND, TimeUnit.MICROSECONDS);
            assertThat(admin.post("/api/v1/admin/signing-keys", null).status()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> !signingKey(admin).equals(oldKey));
            // Signed with the new key, by the process that did not make it.
            await().atMost(PATIENCE).until(() -> !kid(login()).equals(oldKey));
            token = login();
            assertThat(status(0, before)).isEqualTo(200);
            assertThat(status(1, before)).isEqualTo(200);

            assertThat(admin.send(admin.request("/api/v1/admin/signing-keys/" + oldKey)
                                    .DELETE()
                                    .build())
                            .status())
                    .isEqualTo(200);
            await().atMost(EFFECTIVE_WITHIN).until(() -> status(0, before) == 401 && status(1, before) == 401);
            // And it stays so.
            TimeUnit.SECONDS.sleep(2);
            assertThat(List.of(status(0, before), status(1, before))).containsOnly(401);
        } finally {
            clock.shutdownNow();
            callers.shutdown();
            assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(refused).isEmpty();
        assertThat(sent).hasValueGreaterThan(200);
    }

    private void call() {
        String shown = token;
        int status = status(sent.incrementAndGet() % 2, shown);
        if (status != 200) {
            refused.add(status + " for the key " + kid(shown));
        }
    }

    private static int status(int process, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1/workflows".formatted(port(process))));
        return BrowserCalls.send(request.header("Authorization", "Bearer " + token), "GET", null)
                .statusCode();
    }

    /** By the second process. */
    private static String login() {
        return TestLogin.token(port(1), TestLogin.ADMIN, TestLogin.password());
    }

    private static String signingKey(EngineClient admin) {
        Answer answer = admin.get("/api/v1/admin/signing-keys");
        for (JsonNode key : answer.json().get("keys")) {
            if (key.get("signs").asBoolean()) {
                return key.get("kid").asText();
            }
        }
        throw new AssertionError("no key signs: " + answer.body());
    }

    private static String kid(String token) {
        return ForgedTokens.keyOf(token);
    }

    private static int port(int process) {
        return PROCESSES.get(process).getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
