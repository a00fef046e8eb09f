package io.aiworkflow.routing;

import io.aiworkflow.destinations.Destinations;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** How a file sends to destinations. Steps whose target is computed can yield nothing but their names. */
final class DestinationRules {
    static final String SCHEME = "destination";

    private static final Set<String> COMPUTED = Set.of("toD", "recipientList");
    private static final Pattern ADDRESS = Pattern.compile(SCHEME + ":(?:[a-z0-9-]|\\$\\{[^{}]+})+");

    private final Destinations destinations;

    DestinationRules(Destinations destinations) {
        this.destinations = destinations;
    }

    /** Each step of the file whose target is computed. */
    void check(RouteFile file) throws RouteFileRefused {
        visit(file.kind(), file.root());
    }

    /** A name that stands in the file. */
    void check(EndpointUse use) throws RouteFileRefused {
        requireKnown(use.path(), use.line());
    }

    private void visit(RouteFileKind kind, Node node) throws RouteFileRefused {
        for (Node item : YamlNodes.items(node)) {
            visit(kind, item);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            String key = YamlNodes.key(entry);
            if (COMPUTED.contains(key)) {
                checkStep(kind, key, entry);
            }
            if (!key.equals("parameters")) {
                visit(kind, entry.getValueNode());
            }
        }
    }

    private void checkStep(RouteFileKind kind, String step, NodeTuple entry) throws RouteFileRefused {
        Node key = entry.getKeyNode();
        require(
                kind != RouteFileKind.KAMELET,
                Rule.DYNAMIC_ADDRESS,
                key,
                "a Kamelet makes one call, and names it itself; '%s' belongs into a workflow or a door"
                        .formatted(step));
        if (step.equals("toD")) {
            Node body = entry.getValueNode();
            Node uri = body instanceof ScalarNode
                    ? body
                    : YamlNodes.get(body, "uri").orElse(body);
            String address = YamlNodes.text(uri);
            require(
                    ADDRESS.matcher(address).matches(),
                    Rule.DYNAMIC_ADDRESS,
                    uri,
                    ("'toD' sends to a name of the operator's table and nowhere else: write destination:${variable.NAME}, "
                                    + "with lower-case letters, digits, '-' and ${…} behind the colon, not '%s'")
                            .formatted(YamlNodes.shorten(address)));
            if (!address.contains("${")) {
                requireKnown(address.substring(SCHEME.length() + 1), YamlNodes.line(uri));
            }
        }
        require(
                !destinations.names().isEmpty(),
                Rule.DESTINATION,
                key,
                "there are no destinations for '%s'; whoever runs the engine sets engine.destinations.NAME.uri"
                        .formatted(step));
    }

    private void requireKnown(String name, int line) throws RouteFileRefused {
        if (destinations.find(name).isEmpty()) {
            throw new RouteFileRefused(
                    Rule.DESTINATION,
                    line,
                    "there is no destination '%s'%s; whoever runs the engine sets engine.destinations.NAME.uri"
                            .formatted(YamlNodes.shorten(name), Spelling.hint(name, destinations.names())));
        }
    }

    private static void require(boolean condition, Rule rule, Node node, String reason) throws RouteFileRefused {
        if (!condition) {
            throw new RouteFileRefused(rule, YamlNodes.line(node), reason);
        }
    }
}
