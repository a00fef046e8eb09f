package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.OfferedToRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows to authors can be copied: the real loader takes it, beside the repository's files. */
class AuthoringGuideTest {
    private static final String GUIDE = "docs/authoring.md";
    private static final String SCHEDULES = "docs/schedules.md";

    /** A block of YAML names its file in a comment in its first line; other files are named behind the language. */
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n# routes/(\\S+)\\n(.*?)^```$");

    private static final Pattern RESOURCE = Pattern.compile("(?ms)^```(?:json|text) routes/(\\S+)\\n(.*?)^```$");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", GUIDE, SCHEDULES})
    void everyExampleIsLoaded(String document) throws IOException {
        Map<String, String> examples = examples(document);
        Map<String, String> connections = new LinkedHashMap<>();
        for (String name : List.of("team", "rooms", "catering", "badges", "shop")) {
            connections.put(name, "https://example.org/" + name);
        }
        try (RoutesFolder folder = new RoutesFolder(
                directory,
                PolicyLevel.STRICT,
                connections,
                Map.of("billing", "workflow:bill-customer", "desk", "http-connection:shop/tickets?method=POST"))) {
            copyOwnFiles(folder, Set.of("kamelets", "schemas", "prompts"));
            examples.forEach(folder::write);
            folder.context.getPropertiesComponent().addInitialProperty("routes.team-channel", "builds");
            folder.bind("ollamaActions", new Model())
                    .bind("modelAgent", new Agent())
                    .bind("knowledge", new Knowledge())
                    .bind("ingestion", new Ingestion())
                    .bind("gatherBodies", new GatherBodies())
                    .bind("progress", new Progress());
            folder.start();
            assertThat(folder.loader.refused()).isEmpty();
            examples.keySet().stream()
                    .filter(path -> path.startsWith("workflows/"))
                    .map(path -> path.substring("workflows/".length()).replace(".camel.yaml", ""))
                    .forEach(name ->
                            assertThat(folder.catalogue.current(name)).as(name).isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", GUIDE, SCHEDULES})
    void everyBlockOfYamlNamesItsFile(String document) throws IOException {
        String text = Files.readString(Path.of(document));
        long blocks = text.lines().filter(line -> line.startsWith("```yaml")).count();
        long named = YAML.matcher(text).results().count();
        assertThat(named).isEqualTo(blocks).isPositive();
    }

    @Test
    void theGuideListsEveryKameletWithItsProperties() throws Exception {
        List<String> lines = Files.readAllLines(Path.of(GUIDE));
        for (RouteFile file : AuthorFiles.of(RouteFileKind.KAMELET)) {
            String row = lines.stream()
                    .filter(line -> line.startsWith("| `" + file.name() + "` |"))
                    .findFirst()
                    .orElse("");
            List<String> properties = KameletDefinition.of(file).properties().stream()
                    .map(property -> "`" + property + "`")
                    .toList();
            assertThat(row).as("the row of %s", file.name()).contains(properties);
        }
    }

    @Test
    void theGuideNamesEverySimpleFunctionAndMethod() throws IOException {
        String guide = Files.readString(Path.of(GUIDE));
        for (String function : AuthorPolicy.SIMPLE_FUNCTIONS) {
            assertThat(guide).containsPattern("\\$\\{" + Pattern.quote(function) + "[}(:]");
        }
        for (String method : AuthorPolicy.SIMPLE_METHODS) {
            assertThat(guide).contains("`." + method + "(");
        }
    }

    @Test
    void theGuideListsEveryRuleAndEveryStep() throws IOException {
        String guide = Files.readString(Path.of(GUIDE));
        for (Rule rule : Rule.values()) {
            assertThat(guide).contains("`" + rule.id() + "`");
        }
        for (String step : StepPolicy.OPTIONS.keySet()) {
            assertThat(guide).contains("`" + step + "`");
        }
    }

    private static Map<String, String> examples(String document) throws IOException {
        String text = Files.readString(Path.of(document));
        Map<String, String> examples = new LinkedHashMap<>();
        for (Pattern pattern : List.of(RESOURCE, YAML)) {
            Matcher block = pattern.matcher(text);
            while (block.find()) {
                assertThat(examples.put(block.group(1), block.group(2)))
                        .as("an earlier %s in %s", block.group(1), document)
                        .isNull();
            }
        }
        return examples;
    }

    private static void copyOwnFiles(RoutesFolder folder, Set<String> names) throws IOException {
        for (String name : names) {
            try (Stream<Path> files = Files.list(AuthorFiles.DIRECTORY.resolve(name))) {
                for (Path file : files.toList()) {
                    folder.write(name + "/" + file.getFileName(), Files.readString(file));
                }
            }
        }
    }

    /** Has the methods that the Kamelets call; nothing is executed here. */
    @OfferedToRoutes
    public static final class Model {
        public Object chat(Object body) {
            return body;
        }

        public Object generate(Object body) {
            return body;
        }

        public Object embed(Object body) {
            return body;
        }
    }

    /** Has the method that the Kamelet calls; nothing is executed here. */
    @OfferedToRoutes
    public static final class Agent {
        public Object run(Object body) {
            return body;
        }
    }

    /** Has the methods that the Kamelets call; nothing is executed here. */
    @OfferedToRoutes
    public static final class Knowledge {
        public Object index(Object body) {
            return body;
        }

        public Object search(Object body) {
            return body;
        }

        public Object prompt(Object body) {
            return body;
        }

        public Object answer(Object body) {
            return body;
        }

        public Object passages(Object body) {
            return body;
        }
    }

    /** Has the methods that the workflow calls; nothing is executed here. */
    @OfferedToRoutes
    public static final class Ingestion {
        public Object parse(Object body) {
            return body;
        }

        public Object chunk(Object body) {
            return body;
        }

        public Object embed(Object body) {
            return body;
        }

        public Object publish(Object body) {
            return body;
        }
    }

    /** Has the methods that steps call; nothing is executed here. */
    @OfferedToRoutes
    public static final class Progress {
        public void percent(Exchange exchange, double percent) {}

        public void percent(Exchange exchange, double percent, String message) {}

        public void parts(Exchange exchange, long done, long all) {}

        public void partDone(Exchange exchange, long index, long all, double from, double to) {}
    }
}
