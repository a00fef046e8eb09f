package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.OfferedToRoutes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of forbidden-routes/cases.txt is refused under the policy "strict", with the rule and the line. */
class ForbiddenRouteFilesTest {
    private static final int AT_LEAST = 80;

    @TempDir
    static Path directory;

    private static RoutesFolder folder;
    private static LoadedFiles files;

    @BeforeAll
    static void open() throws Exception {
        folder = strictFolder(directory);
        files = folder.files();
        for (String kamelet : Set.of("echo", "open", "constant", "part")) {
            files.load(RouteFileKind.KAMELET, "kamelets/%s-action.kamelet.yaml".formatted(kamelet), false);
        }
    }

    /** What the cases of this list, and of the list of allowed ones, may rely on. */
    static RoutesFolder strictFolder(Path directory) {
        RoutesFolder folder = new RoutesFolder(
                        directory,
                        PolicyLevel.STRICT,
                        Map.of("crm", "http://127.0.0.1:9/base"),
                        Map.of("billing", "workflow:bill", "tickets", "http-connection:crm/tickets?method=POST"))
                .bind("texts", new MalformedRouteFilesTest.Texts())
                .bind("gatherBodies", new GatherBodies())
                .bind("clock", java.time.Clock.systemUTC())
                .bind("inner", new Inner())
                .bind("chore", new Chore())
                .write("prompts/greeting.txt", "Be kind to ${body[name]}.")
                .write("schemas/case.input.json", "{\"type\": \"object\"}")
                .write("kamelets/echo-action.kamelet.yaml", RouteLoaderTest.echo("!"))
                .write(
                        "kamelets/constant-action.kamelet.yaml",
                        kamelet("constant", "setBody: {constant: \"{{constant}}\"}"))
                .write(
                        "kamelets/open-action.kamelet.yaml",
                        kamelet("open", "setBody: {simple: \"{{open}}{bean:texts}\"}"))
                .write(
                        "kamelets/part-action.kamelet.yaml",
                        kamelet("part", "to: {id: call, uri: \"http-connection:crm/{{part}}\"}"));
        folder.context.getPropertiesComponent().addInitialProperty("routes.word", "");
        folder.context.getPropertiesComponent().addInitialProperty("token", "secret");
        folder.context.start();
        return folder;
    }

    private static String kamelet(String property, String step) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: %1$s-action}
                spec:
                  definition:
                    title: Case
                    description: A case.
                    type: object
                    required: [%1$s]
                    properties:
                      %1$s: {title: A property, description: A property., type: string, example: x}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - %2$s
                """.formatted(property, step);
    }

    @AfterAll
    static void close() {
        files.endRound();
        folder.close();
    }

    static Stream<RouteCase> cases() throws IOException {
        return RouteCase.all("/forbidden-routes/cases.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedWithItsRuleAndLine(RouteCase forbidden) {
        folder.write(forbidden.path(), forbidden.text());
        assertThatThrownBy(() -> files.load(forbidden.kind(), forbidden.path(), false))
                .isInstanceOfSatisfying(
                        RouteFileRefused.class,
                        refused -> assertThat("%d [%s] %s"
                                        .formatted(
                                                refused.line(), refused.rule().id(), refused.getMessage()))
                                .startsWith("%d [%s] ".formatted(forbidden.line(), forbidden.rule()))
                                .contains(forbidden.phrase())
                                .doesNotContain("\n", "Exception:"));
        assertThat(folder.context.getRoutes()).isEmpty();
    }

    @Test
    void thereAreEnoughCasesOfEveryKind() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(AT_LEAST);
        Set<String> rules = Stream.concat(cases(), MalformedRouteFilesTest.cases())
                .map(RouteCase::rule)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = Stream.of(Rule.values()).map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
        // These are not about what a file holds; tests of their own show them.
        all.removeAll(Set.of(
                "file-kind",
                "file-size",
                "file-encoding",
                "file-unreadable",
                "yaml-aliases",
                "yaml-values",
                "start",
                "engine"));
        assertThat(rules).isEqualTo(all);
    }

    /** A chore of the engine. */
    @OfferedToRoutes(maintenance = true)
    public static final class Chore {
        public String run() {
            return "done";
        }
    }

    /** A part of the engine that is not meant for routes. */
    public static final class Inner {
        public void stop() {
            throw new AssertionError("a route has called an inner part of the engine");
        }
    }
}
