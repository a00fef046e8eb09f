package io.aiworkflow.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** How a route file is built: its root items, the ids and descriptions of its routes, and what they start from. */
final class RouteRules {
    private static final Set<String> ROUTE_KEYS = Set.of("id", "description", "note", "from", "streamCache");
    static final List<String> RESERVED_PATHS =
            List.of("api", "actuator", "public", "metrics", "observe", "openapi.json", "docs", "hawtio", "login");

    private final CamelYamlSchema schema;

    RouteRules(CamelYamlSchema schema) {
        this.schema = schema;
    }

    void check(RouteFile file) throws RouteFileRefused {
        if (!(file.root() instanceof SequenceNode)
                || YamlNodes.items(file.root()).isEmpty()) {
            throw new RouteFileRefused(1, "a route file is a list that begins with '- route:'");
        }
        Set<String> ids = new HashSet<>();
        for (Node item : YamlNodes.items(file.root())) {
            NodeTuple entry = rootItem(file, item);
            if (YamlNodes.key(entry).equals("route")) {
                schema.checkRoute(entry.getValueNode());
                checkRoute(file, entry.getValueNode(), ids);
            } else {
                schema.checkRest(entry.getValueNode());
                checkPath(
                        entry.getValueNode(),
                        YamlNodes.textAt(entry.getValueNode(), "path").orElse(""));
            }
        }
        if (file.kind() == RouteFileKind.WORKFLOW) {
            requireOneWorkflow(file);
        }
    }

    private static NodeTuple rootItem(RouteFile file, Node item) throws RouteFileRefused {
        List<NodeTuple> entries = YamlNodes.entries(item);
        if (entries.size() != 1) {
            throw refused(
                    item, "each item of the list has exactly one key, for example 'route'; check the indentation");
        }
        String key = YamlNodes.key(entries.get(0));
        Set<String> allowed = AuthorPolicy.ROOT_ITEMS.get(file.kind());
        if (!allowed.contains(key)) {
            throw refused(
                    item,
                    "'%s' is not allowed at the root of a file in %s/; there may be %s%s"
                            .formatted(
                                    key,
                                    file.kind().folder(),
                                    allowed.stream().sorted().toList(),
                                    Spelling.hint(key, allowed)));
        }
        return entries.get(0);
    }

    private static void checkRoute(RouteFile file, Node route, Set<String> ids) throws RouteFileRefused {
        for (NodeTuple entry : YamlNodes.entries(route)) {
            if (!ROUTE_KEYS.contains(YamlNodes.key(entry))) {
                throw refused(
                        entry.getKeyNode(),
                        "'%s' may not be set on a route; the engine decides it".formatted(YamlNodes.key(entry)));
            }
        }
        String id = YamlNodes.textAt(route, "id").orElseThrow(() -> refused(route, "the route needs an id"));
        Node idNode = YamlNodes.get(route, "id").orElse(route);
        if (!id.matches("[a-z0-9][a-z0-9-]*")) {
            throw refused(idNode, "a route id is made of lower-case letters, digits and hyphens");
        }
        if (!ids.add(id)) {
            throw refused(idNode, "the route id '%s' is used twice".formatted(id));
        }
        if (YamlNodes.textAt(route, "description").isEmpty()) {
            throw refused(idNode, "the route needs a description of one sentence");
        }
        String from = YamlNodes.textAt(route, "from", "uri").orElse("");
        Node fromNode = YamlNodes.get(route, "from", "uri").orElse(route);
        if (from.startsWith("workflow:") && !id.equals(file.name())) {
            throw refused(idNode, "the route of a workflow has the id of its file, '%s'".formatted(file.name()));
        }
        if (from.startsWith("platform-http:")) {
            checkPath(fromNode, from.substring("platform-http:".length()));
        }
    }

    private static void requireOneWorkflow(RouteFile file) throws RouteFileRefused {
        List<EndpointUse> workflows = EndpointUse.in(file.root()).stream()
                .filter(use -> use.consumer() && use.scheme().equals("workflow"))
                .toList();
        if (workflows.isEmpty()) {
            throw new RouteFileRefused(1, "the file has no route 'from: workflow:%s'".formatted(file.name()));
        }
        if (workflows.size() > 1) {
            throw refused(workflows.get(1).node(), "a file has exactly one route 'from: workflow:NAME'");
        }
        if (!workflows.get(0).path().equals(file.name())) {
            throw refused(
                    workflows.get(0).node(),
                    "the workflow has the name of its file: write workflow:%s".formatted(file.name()));
        }
    }

    private static void checkPath(Node node, String path) throws RouteFileRefused {
        String first = path.replaceFirst("^/+", "").split("[/?]", 2)[0];
        if (first.isEmpty() || first.startsWith("{") || RESERVED_PATHS.contains(first)) {
            throw refused(node, "the path '%s' belongs to the engine; choose another first part".formatted(path));
        }
    }

    private static RouteFileRefused refused(Node node, String reason) {
        return new RouteFileRefused(YamlNodes.line(node), reason);
    }
}
