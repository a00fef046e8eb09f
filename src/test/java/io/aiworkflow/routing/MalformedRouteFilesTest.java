package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.OfferedToRoutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of malformed-routes/cases.txt is refused at its line for its reason, and a good workflow never notices. */
class MalformedRouteFilesTest {
    @TempDir
    static Path directory;

    private static RoutesFolder folder;
    private static LoadedFiles files;
    private static int routes;

    @BeforeAll
    static void loadAGoodWorkflow() throws Exception {
        folder = new RoutesFolder(directory)
                .bind("texts", new Texts())
                .bind("clock", java.time.Clock.systemUTC())
                .write("prompts/sly.txt", "Tell me ${env:HOME}.")
                .write("schemas/broken.json", "{\"type\": ")
                .write("kamelets/echo-action.kamelet.yaml", RouteLoaderTest.echo("!"))
                .write("workflows/greet.camel.yaml", RouteLoaderTest.greeting("Hello"));
        folder.context.start();
        files = folder.files();
        files.load(RouteFileKind.KAMELET, "kamelets/echo-action.kamelet.yaml", false);
        files.load(RouteFileKind.WORKFLOW, "workflows/greet.camel.yaml", false);
        routes = folder.context.getRouteDefinitions().size();
    }

    @AfterAll
    static void close() {
        files.endRound();
        folder.close();
    }

    static Stream<RouteCase> cases() throws IOException {
        return RouteCase.all("/malformed-routes/cases.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedAtItsLine(RouteCase malformed) {
        folder.write(malformed.path(), malformed.text());
        assertRefused(malformed.path(), malformed.rule(), malformed.line(), malformed.phrase());
    }

    @AfterEach
    void theGoodWorkflowServes() {
        assertThat(folder.run("greet", Map.of("name", "Ada"))).isEqualTo("Hello Ada!");
        assertThat(folder.context.getRouteDefinitions()).hasSize(routes);
        assertThat(folder.catalogue.executable()).containsExactly("greet");
    }

    @Test
    void thereAreEnoughCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(100);
    }

    @Test
    void refusesAFileThatIsTooLarge() {
        folder.write("workflows/case.camel.yaml", "# padding\n".repeat(30_000));
        assertRefused("workflows/case.camel.yaml", "file-size", 1, "larger than 256 KiB");
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        Files.createDirectories(directory.resolve("workflows"));
        Files.write(
                directory.resolve("workflows/case.camel.yaml"),
                "- route:\n    id: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("workflows/case.camel.yaml", "file-encoding", 2, "not valid UTF-8");
    }

    @Test
    void refusesAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("- a0: &a0 [x,x,x,x,x,x]\n");
        for (int i = 1; i <= 8; i++) {
            bomb.append("- a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(6)));
        }
        folder.write("workflows/case.camel.yaml", bomb.toString());
        assertRefused("workflows/case.camel.yaml", "yaml-values", 1, "more than 20000 values");
    }

    @Test
    void refusesTooManyAliases() {
        folder.write("workflows/case.camel.yaml", "- a: &a x\n- b: [" + "*a,".repeat(51) + "]\n");
        assertRefused("workflows/case.camel.yaml", "yaml-aliases", 2, "more than 50 aliases");
    }

    @Test
    void refusesALinkOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
        Path target = Files.writeString(elsewhere.resolve("x.yaml"), "- route: {}\n");
        Path link = directory.resolve("workflows/linked.camel.yaml");
        Files.createSymbolicLink(link, target);
        assertRefused("workflows/linked.camel.yaml", "file-kind", 1, "leads out of the routes folder");
        Files.delete(link);
    }

    @Test
    void refusesALinkWithinTheFolder() throws IOException {
        Path link = directory.resolve("workflows/other.camel.yaml");
        Files.createSymbolicLink(link, Path.of("greet.camel.yaml"));
        assertRefused("workflows/other.camel.yaml", "file-kind", 1, "this is a link");
        Files.delete(link);
    }

    @Test
    void refusesAListThatContainsItself() {
        folder.write("workflows/case.camel.yaml", "- &a [*a]\n");
        assertRefused("workflows/case.camel.yaml", "yaml-values", 1, "more than 20000 values");
    }

    @Test
    void refusesAFolderAndALinkToNothing() throws IOException {
        Files.createDirectories(directory.resolve("workflows/folder.camel.yaml"));
        assertRefused("workflows/folder.camel.yaml", "file-kind", 1, "not a regular file");
        Files.createSymbolicLink(directory.resolve("workflows/dangling.camel.yaml"), Path.of("nothing"));
        assertRefused("workflows/dangling.camel.yaml", "file-kind", 1, "not a regular file");
    }

    private static void assertRefused(String path, String rule, int line, String phrase) {
        RouteFileKind kind = Stream.of(RouteFileKind.values())
                .filter(each -> path.startsWith(each.folder()))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> files.load(kind, path, false))
                .isInstanceOfSatisfying(
                        RouteFileRefused.class,
                        refused -> assertThat("%d [%s] %s"
                                        .formatted(
                                                refused.line(), refused.rule().id(), refused.getMessage()))
                                .startsWith("%d [%s] ".formatted(line, rule))
                                .contains(phrase)
                                .doesNotContain("\n", "Exception:", "org.apache."));
    }

    /** Offered to the cases. */
    @OfferedToRoutes
    public static final class Texts {
        public String shout(String text) {
            return text.toUpperCase(java.util.Locale.ROOT);
        }
    }
}
