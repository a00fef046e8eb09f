package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestLogin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class RolesIT {
    private static final List<String> PARTS = List.of("restRoutes", "dispatcher", "overviewPage");

    /** All processes of these tests are on one database, so that a login at one of them counts at all. */
    private static final Map<String, String> SETTINGS = TestDatabase.settings();

    private static String login;

    @BeforeAll
    static void logIn() {
        try (ConfigurableApplicationContext engine = start("--spring.profiles.active=api")) {
            login = TestLogin.authorization(port(engine));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api, restRoutes, /api/v1/workflows /docs /openapi.json, / /hawtio/user",
        "worker, dispatcher, '', /api/v1/workflows /openapi.json /docs / /hawtio/user",
        "webui, overviewPage, / /hawtio/user, /api/v1/workflows /openapi.json /docs"
    })
    void startsOnlyItsOwnPart(String role, String part, String served, String notServed) {
        try (ConfigurableApplicationContext engine = start("--spring.profiles.active=" + role)) {
            assertThat(PARTS).filteredOn(engine::containsBean).containsExactly(part);
            EngineClient client = new EngineClient(port(engine));
            assertThat(get(client, "/api/v1/health").json().get("roles").toString())
                    .isEqualTo("[\"" + role + "\"]");
            assertThat(get(client, "/public/status").status()).isEqualTo(200);
            assertStatus(client, served, 200);
            assertStatus(client, notServed, 404);
        }
    }

    @Test
    void startsAllPartsByDefault() {
        try (ConfigurableApplicationContext engine = start()) {
            assertThat(PARTS).allMatch(engine::containsBean);
        }
    }

    private static void assertStatus(EngineClient client, String paths, int status) {
        Arrays.stream(paths.split(" "))
                .filter(path -> !path.isEmpty())
                .forEach(path -> assertThat(get(client, path).status()).as(path).isEqualTo(status));
    }

    private static Answer get(EngineClient client, String path) {
        return client.send(client.request(path).header("Authorization", login).build());
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server.port=0");
        SETTINGS.forEach((name, value) -> all.add("--" + name + "=" + value));
        return new SpringApplicationBuilder(EngineApplication.class).run(all.toArray(String[]::new));
    }

    private static int port(ConfigurableApplicationContext engine) {
        return engine.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
