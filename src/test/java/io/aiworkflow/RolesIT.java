package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.TestDatabase;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class RolesIT {
    private static final List<String> PARTS = List.of("restRoutes", "dispatcher", "overviewPage");

    @ParameterizedTest
    @CsvSource({
        "api, restRoutes, /api/v1/workflows /docs /openapi.json, /",
        "worker, dispatcher, '', /api/v1/workflows /openapi.json /docs /",
        "webui, overviewPage, /, /api/v1/workflows /openapi.json /docs"
    })
    void startsOnlyItsOwnPart(String role, String part, String served, String notServed) {
        try (ConfigurableApplicationContext engine = start("--spring.profiles.active=" + role)) {
            assertThat(PARTS).filteredOn(engine::containsBean).containsExactly(part);
            EngineClient client = new EngineClient(port(engine));
            assertThat(client.get("/api/v1/health").json().get("roles").toString())
                    .isEqualTo("[\"" + role + "\"]");
            assertThat(client.get("/public/status").status()).isEqualTo(200);
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
                .forEach(path -> assertThat(client.get(path).status()).as(path).isEqualTo(status));
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(EngineApplication.class)
                .initializers(new TestDatabase.Initializer())
                .run(with(arguments));
    }

    private static String[] with(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--server.port=0";
        return all;
    }

    private static int port(ConfigurableApplicationContext engine) {
        return engine.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
