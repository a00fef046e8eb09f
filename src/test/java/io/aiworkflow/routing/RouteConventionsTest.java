package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.nodes.Node;

/** What the repository's own route files keep to, beyond what the loader demands of every file. */
class RouteConventionsTest {
    private static final int MAX_LINES = 40;
    private static final int MAX_STEPS = 15;

    @TestFactory
    Stream<DynamicTest> eachRouteFile() throws Exception {
        return Stream.concat(
                        AuthorFiles.of(RouteFileKind.WORKFLOW).stream(), AuthorFiles.of(RouteFileKind.INTAKE).stream())
                .map(file -> DynamicTest.dynamicTest(file.path(), () -> check(file)));
    }

    private static void check(RouteFile file) throws Exception {
        new RouteRules(new CamelYamlSchema()).check(file);
        StepRules.check(file.root());
        assertThat(AuthorFiles.lines(file)).as("lines of %s", file.path()).isLessThan(MAX_LINES);
        for (Node item : YamlNodes.items(file.root())) {
            YamlNodes.get(item, "route").ifPresent(route -> {
                String description = YamlNodes.textAt(route, "description").orElse("");
                assertThat(description)
                        .as("description in %s", file.path())
                        .endsWith(".")
                        .hasSizeBetween(20, 200);
                List<Node> steps = YamlNodes.get(route, "from", "steps")
                        .map(YamlNodes::items)
                        .orElse(List.of());
                assertThat(steps).as("steps of a route in %s", file.path()).hasSizeLessThanOrEqualTo(MAX_STEPS);
            });
        }
    }
}
