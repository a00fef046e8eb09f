package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** What the repository's own Kamelets keep to, beyond what the loader demands of every file. */
class KameletConventionsTest {
    private static final int MAX_TEMPLATE_LINES = 40;

    @TestFactory
    Stream<DynamicTest> eachKamelet() throws Exception {
        return AuthorFiles.of(RouteFileKind.KAMELET).stream()
                .map(file -> DynamicTest.dynamicTest(file.path(), () -> check(file)));
    }

    private static void check(RouteFile file) throws Exception {
        new KameletRules(new CamelYamlSchema()).check(file);
        assertThat(file.name()).as("name").matches("[a-z0-9]+(-[a-z0-9]+)+-(source|action|sink)");
        Node definition = YamlNodes.get(file.root(), "spec", "definition").orElseThrow();
        assertThat(YamlNodes.textAt(definition, "description").orElse(""))
                .as("description of %s", file.path())
                .endsWith(".");
        for (NodeTuple property :
                YamlNodes.get(definition, "properties").map(YamlNodes::entries).orElse(List.of())) {
            assertThat(YamlNodes.textAt(property.getValueNode(), "description").orElse(""))
                    .as("description of the property %s of %s", YamlNodes.key(property), file.path())
                    .endsWith(".");
        }
        Node template = YamlNodes.get(file.root(), "spec", "template").orElseThrow();
        int lines = template.getEndMark().orElseThrow().getLine()
                - template.getStartMark().orElseThrow().getLine();
        assertThat(lines).as("lines of the template of %s", file.path()).isLessThanOrEqualTo(MAX_TEMPLATE_LINES);
    }
}
