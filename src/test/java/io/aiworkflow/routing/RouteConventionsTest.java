package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
        List<RouteFile> files = new ArrayList<>();
        for (RouteFileKind kind : List.of(RouteFileKind.WORKFLOW, RouteFileKind.INTAKE, RouteFileKind.MAINTENANCE)) {
            files.addAll(AuthorFiles.of(kind));
        }
        return files.stream().map(file -> DynamicTest.dynamicTest(file.path(), () -> check(file)));
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
                requireIds(file, steps);
                assertThat(steps).as("steps of a route in %s", file.path()).hasSizeLessThanOrEqualTo(MAX_STEPS);
            });
        }
    }

    /** Each call of a Kamelet is found again in logs and metrics by its id, or by the step around it. */
    private static void requireIds(RouteFile file, List<Node> steps) {
        for (Node step : steps) {
            for (var entry : YamlNodes.entries(step)) {
                if (YamlNodes.key(entry).equals("kamelet")) {
                    assertThat(YamlNodes.textAt(entry.getValueNode(), "id"))
                            .as("id of the kamelet in line %d of %s", YamlNodes.line(step), file.path())
                            .isPresent();
                }
            }
        }
    }
}
