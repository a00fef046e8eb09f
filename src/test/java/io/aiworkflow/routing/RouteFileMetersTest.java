package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFileMetersTest {
    private static final String FILE = "workflows/greet.camel.yaml";
    private static final String RIGHT = """
            - route:
                id: greet
                description: Greets.
                from:
                  uri: workflow:greet
                  steps:
                    - setBody:
                        constant: Hello
            """;

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void countsTheFilesThatAreRefusedNow() {
        try (RoutesFolder folder = new RoutesFolder(directory)) {
            new RouteFileMeters(folder.loader, registry);
            assertThat(folder.loader.hasLoaded()).isFalse();
            folder.write(FILE, RIGHT).write("workflows/Wrong.camel.yaml", RIGHT).start();
            assertThat(folder.loader.hasLoaded()).isTrue();
            assertThat(refused()).isEqualTo(1);

            folder.write(FILE, "- route: {");
            soon(2);
            assertThat(folder.loader.refused()).anySatisfy(file -> {
                assertThat(file.file()).isEqualTo(FILE);
                assertThat(file.serving()).isTrue();
            });

            folder.write(FILE, RIGHT);
            soon(1);
        }
    }

    private void soon(int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(refused()).isEqualTo(count));
    }

    private double refused() {
        return registry.get("aiworkflow.route.files.refused").gauge().value();
    }
}
