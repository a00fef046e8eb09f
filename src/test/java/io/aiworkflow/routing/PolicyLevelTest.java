package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

class PolicyLevelTest {
    private static final RoutePolicyProperties NOTHING_SET = new RoutePolicyProperties(null);

    @TempDir
    Path directory;

    @Test
    void isStrictInProductionAndOpenElsewhere() {
        MockEnvironment production = new MockEnvironment();
        production.setActiveProfiles("api", "production");
        assertThat(PolicyLevel.of(NOTHING_SET, production)).isEqualTo(PolicyLevel.STRICT);
        assertThat(PolicyLevel.of(NOTHING_SET, new MockEnvironment())).isEqualTo(PolicyLevel.OPEN);
        assertThat(PolicyLevel.of(new RoutePolicyProperties(PolicyLevel.OPEN), production))
                .isEqualTo(PolicyLevel.OPEN);
        assertThat(PolicyLevel.of(new RoutePolicyProperties(PolicyLevel.STRICT), new MockEnvironment()))
                .isEqualTo(PolicyLevel.STRICT);
    }

    @Test
    void isSetByItsNameAndLeftOpenByAnEmptyText() {
        assertThat(bound("strict")).isEqualTo(PolicyLevel.STRICT);
        assertThat(bound("OPEN")).isEqualTo(PolicyLevel.OPEN);
        assertThat(bound("")).isNull();
    }

    private static PolicyLevel bound(String value) {
        var source = new MapConfigurationPropertySource(Map.of("engine.routes.policy", value));
        return new Binder(source)
                .bindOrCreate("engine.routes", RoutePolicyProperties.class)
                .policy();
    }

    @Test
    void onlyOpenTakesLiteralAddresses() {
        String kamelet = RouteLoaderTest.echo("!")
                .replace("steps:\n", "steps:\n        - to: {id: call, uri: \"https://hooks.example.org/x\"}\n");
        try (RoutesFolder open = new RoutesFolder(directory.resolve("open"), PolicyLevel.OPEN, Map.of())) {
            write(open, kamelet);
            assertThat(open.loader.refused()).isEmpty();
            assertThat(open.loader.policy()).isEqualTo(PolicyLevel.OPEN);
        }
        try (RoutesFolder strict = new RoutesFolder(directory.resolve("strict"), PolicyLevel.STRICT, Map.of())) {
            write(strict, kamelet);
            assertThat(strict.loader.refused()).singleElement().satisfies(refused -> {
                assertThat(refused.rule()).isEqualTo("http-literal");
                assertThat(refused.line()).isEqualTo(20);
            });
        }
    }

    private static void write(RoutesFolder folder, String kamelet) {
        try {
            Files.createDirectories(folder.directory);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        folder.write("kamelets/echo-action.kamelet.yaml", kamelet).start();
    }

    @Test
    void theRepositorysOwnRoutesPassStrict() throws Exception {
        try (RoutesFolder folder = new RoutesFolder(directory, PolicyLevel.STRICT, Map.of())) {
            for (String name : Set.of("kamelets", "schemas", "prompts", "workflows")) {
                try (Stream<Path> files = Files.list(AuthorFiles.DIRECTORY.resolve(name))) {
                    for (Path file : files.toList()) {
                        folder.write(name + "/" + file.getFileName(), Files.readString(file));
                    }
                }
            }
            folder.bind("ollamaActions", new AuthoringGuideTest.Model())
                    .bind("modelAgent", new AuthoringGuideTest.Agent())
                    .bind("knowledge", new AuthoringGuideTest.Knowledge())
                    .bind("ingestion", new AuthoringGuideTest.Ingestion())
                    .bind("progress", new AuthoringGuideTest.Progress())
                    .bind("fieldSchema", new Fields())
                    .start();
            assertThat(folder.loader.refused()).isEmpty();
            assertThat(folder.catalogue.list())
                    .hasSize(AuthorFiles.of(RouteFileKind.WORKFLOW).size());
        }
    }

    /** Has the method that the sample workflow calls; nothing is executed here. */
    @io.aiworkflow.platform.OfferedToRoutes
    public static final class Fields {
        public Object of(Object fields) {
            return fields;
        }
    }
}
