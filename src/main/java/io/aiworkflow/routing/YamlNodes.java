package io.aiworkflow.routing;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Ways to look at a composed YAML document that keep the line of each value; it changes nothing. */
final class YamlNodes {
    private YamlNodes() {}

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** The text of a scalar, empty for lists and mappings. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    static String key(NodeTuple entry) {
        return text(entry.getKeyNode());
    }

    static List<NodeTuple> entries(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    static List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    static Optional<Node> get(Node node, String... path) {
        Node at = node;
        for (String key : path) {
            Optional<Node> next = entries(at).stream()
                    .filter(entry -> key(entry).equals(key))
                    .map(NodeTuple::getValueNode)
                    .findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    /** The non-blank text at the path. */
    static Optional<String> textAt(Node node, String... path) {
        return get(node, path).map(YamlNodes::text).filter(text -> !text.isBlank());
    }

    static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        return node instanceof SequenceNode ? "a list" : "'" + shorten(text(node)) + "'";
    }

    /** Visits every scalar below the node, keys excepted. */
    static void scalars(Node node, Consumer<ScalarNode> visitor) {
        if (node instanceof ScalarNode scalar) {
            visitor.accept(scalar);
        }
        items(node).forEach(item -> scalars(item, visitor));
        entries(node).forEach(entry -> scalars(entry.getValueNode(), visitor));
    }

    static String shorten(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }
}
