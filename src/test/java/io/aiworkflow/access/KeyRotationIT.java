package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.EngineApplication;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.Script;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The signing key changes under the load of two processes, and nobody with a good token notices. */
class KeyRotationIT {
    private static final int REQUESTS_PER_SECOND = 50;
    private static final double LEAST_PER_SECOND = 45;
    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<ConfigurableApplicationContext> PROCESSES = new ArrayList<>();

    private final AtomicInteger sent = new AtomicInteger();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private volatile String token;

    /** What makes the signing key that is to come. */
    private interface NewKey {
        void make() throws Exception;
    }

    private static void start(Map<String, String> more, String profiles) {
        Map<String, String> settings = TestDatabase.settings();
        settings.put("engine.intake.farewell", "0s");
        settings.put("engine.web.rate-limits.enabled", "false");
        settings.putAll(more);
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=" + profiles, "--server.port=0"));
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        for (int i = 0; i < 2; i++) {
            PROCESSES.add(new SpringApplicationBuilder(EngineApplication.class).run(arguments.toArray(String[]::new)));
        }
    }

    @AfterEach
    void stop() {
        PROCESSES.forEach(ConfigurableApplicationContext::close);
        PROCESSES.clear();
    }

    @Test
    void keysOfTheDatabaseChangeUnderLoad() throws Exception {
        start(Map.of(), "api");
        EngineClient admin = new EngineClient(port(0));
        goodTokensCountThroughoutAndThoseOfTheDroppedKeyEndEverywhere(
                admin,
                () -> assertThat(admin.post("/api/v1/admin/signing-keys", null).status())
                        .isEqualTo(200));
    }

    /** As in production, where the engine makes no keys: the script writes the new one, and the old file stays. */
    @Test
    void keysInFilesChangeUnderLoad(@TempDir Path folder) throws Exception {
        Path old = folder.resolve("jwt_1.txt");
        Files.writeString(old, "kX8vN2qRt5Wz7YbD4fGh9JmLp3Sc6VxAe1UoTiKy0Qs=\n");
        start(
                Map.of(
                        "engine.secrets.master-key", "zpN0bXrQmTg4XcVx2lWJt1oYk8sHdUf7eRa5BiCqGvM=",
                        "engine.identity.tokens.key-directories", folder.toString(),
                        "engine.identity.admin-second-factor", "optional"),
                "api,production");
        EngineClient admin = new EngineClient(port(0));
        goodTokensCountThroughoutAndThoseOfTheDroppedKeyEndEverywhere(admin, () -> {
            String printed = Script.run(
                    "rotate-credentials.sh",
                    Map.of(
                            "ENGINE_URL", "http://127.0.0.1:" + port(1),
                            "ADMIN_PASSWORD_FILE", TestLogin.PASSWORD_FILE.toString(),
                            "ENGINE_SECRETS_DIR", folder.toString()),
                    "jwt");
            Path written = onlyOther(folder, old);
            assertThat(written.getFileName().toString()).startsWith("jwt_").endsWith(".txt");
            assertThat(Files.getPosixFilePermissions(written)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(printed)
                    .contains(written.toString(), "A new key signs")
                    .doesNotContain(Files.readString(written).strip());
        });
        assertThat(old).exists();
    }

    private void goodTokensCountThroughoutAndThoseOfTheDroppedKeyEndEverywhere(EngineClient admin, NewKey newKey)
            throws Exception {
        String before = login();
        String oldKey = signingKey(admin);
        token = before;
        long began = System.nanoTime();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        var callers = Executors.newFixedThreadPool(16);
        try {
            clock.scheduleAtFixedRate(
                    () -> callers.submit(this::call), 0, 1_000_000 / REQUESTS_PER_SECOND, TimeUnit.MICROSECONDS);
            newKey.make();
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
            TimeUnit.SECONDS.sleep(4);
            assertThat(List.of(status(0, before), status(1, before))).containsOnly(401);
        } finally {
            clock.shutdownNow();
            callers.shutdown();
            assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(refused).isEmpty();
        requireLoad(System.nanoTime() - began);
    }

    /** That nobody was refused proves nothing where hardly anybody asked. */
    private void requireLoad(long nanos) {
        double rate = sent.get() * 1e9 / nanos;
        String reached = "%d requests in %d ms, which is %.1f/s"
                .formatted(sent.get(), TimeUnit.NANOSECONDS.toMillis(nanos), rate);
        System.out.println("The signing key changed under " + reached);
        assertThat(rate)
                .as("This machine was too busy for %d requests a second: %s", REQUESTS_PER_SECOND, reached)
                .isGreaterThanOrEqualTo(LEAST_PER_SECOND);
    }

    private static Path onlyOther(Path folder, Path known) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> others = files.filter(file -> !file.equals(known)).toList();
            assertThat(others).hasSize(1);
            return others.get(0);
        }
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
