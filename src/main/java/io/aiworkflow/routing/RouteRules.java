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

    private final CamelYamlSchema schema;

    RouteRules(CamelYamlSchema schema) {
        this.schema = schema;
    }

    void check(RouteFile file) throws RouteFileRefused {
        if (!(file.root() instanceof SequenceNode)
                || YamlNodes.items(file.root()).isEmpty()) {
            throw new RouteFileRefused(Rule.FILE_SHAPE, 1, "a route file is a list that begins with '- route:'");
        }
        Set<String> ids = new HashSet<>();
        DoorRules doors = new DoorRules(file);
        for (Node item : YamlNodes.items(file.root())) {
            NodeTuple entry = rootItem(file, item);
            if (YamlNodes.key(entry).equals("route")) {
                schema.checkRoute(entry.getValueNode());
                checkRoute(file, entry.getValueNode(), ids);
                checkDoors(file, item, doors);
                TriggerRules.check(entry.getValueNode());
            } else {
                schema.checkRest(entry.getValueNode());
                doors.checkRest(entry.getValueNode());
            }
        }
        if (file.kind().isWorkflow()) {
            MaintenanceRules.check(file, requireOneWorkflow(file));
        }
        MaintenanceRules.checkTargets(file);
    }

    private static void checkDoors(RouteFile file, Node item, DoorRules doors) throws RouteFileRefused {
        for (EndpointUse use : EndpointUse.in(item)) {
            if (file.kind() == RouteFileKind.INTAKE
                    && use.consumer()
                    && use.scheme().equals("platform-http")) {
                doors.checkRoute(use.node(), use);
            }
        }
    }

    private static NodeTuple rootItem(RouteFile file, Node item) throws RouteFileRefused {
        List<NodeTuple> entries = YamlNodes.entries(item);
        if (entries.size() != 1) {
            throw refused(
                    Rule.FILE_SHAPE,
                    item,
                    "each item of the list has exactly one key, for example 'route'; check the indentation");
        }
        String key = YamlNodes.key(entries.get(0));
        Set<String> allowed = AuthorPolicy.ROOT_ITEMS.get(file.kind());
        if (!allowed.contains(key)) {
            throw refused(
                    Rule.ROOT_ITEM,
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
        checkOptions(route);
        String id =
                YamlNodes.textAt(route, "id").orElseThrow(() -> refused(Rule.ROUTE_ID, route, "the route needs an id"));
        Node idNode = YamlNodes.get(route, "id").orElse(route);
        if (!id.matches("[a-z0-9][a-z0-9-]*")) {
            throw refused(Rule.ROUTE_ID, idNode, "a route id is made of lower-case letters, digits and hyphens");
        }
        if (!ids.add(id)) {
            throw refused(Rule.ROUTE_ID, idNode, "the route id '%s' is used twice".formatted(id));
        }
        if (YamlNodes.textAt(route, "description").isEmpty()) {
            throw refused(Rule.ROUTE_DESCRIPTION, idNode, "the route needs a description of one sentence");
        }
        String from = YamlNodes.textAt(route, "from", "uri").orElse("");
        if (from.startsWith("workflow:") && !id.equals(file.name())) {
            throw refused(
                    Rule.ROUTE_ID,
                    idNode,
                    "the route of a workflow has the id of its file, '%s'".formatted(file.name()));
        }
    }

    /** What a route may be given beside its steps, in a Kamelet too. */
    static void checkOptions(Node route) throws RouteFileRefused {
        for (NodeTuple entry : YamlNodes.entries(route)) {
            if (!ROUTE_KEYS.contains(YamlNodes.key(entry))) {
                throw refused(
                        Rule.ROUTE_OPTION,
                        entry.getKeyNode(),
                        "'%s' may not be set on a route; the engine decides it".formatted(YamlNodes.key(entry)));
            }
        }
    }

    private static EndpointUse requireOneWorkflow(RouteFile file) throws RouteFileRefused {
        List<EndpointUse> workflows = EndpointUse.in(file.root()).stream()
                .filter(use -> use.consumer() && use.scheme().equals("workflow"))
                .toList();
        if (workflows.isEmpty()) {
            throw new RouteFileRefused(
                    Rule.WORKFLOW_NAME, 1, "the file has no route 'from: workflow:%s'".formatted(file.name()));
        }
        if (workflows.size() > 1) {
            throw refused(
                    Rule.WORKFLOW_NAME, workflows.get(1).node(), "a file has exactly one route 'from: workflow:NAME'");
        }
        if (!workflows.get(0).path().equals(file.name())) {
            throw refused(
                    Rule.WORKFLOW_NAME,
                    workflows.get(0).node(),
                    "the workflow has the name of its file: write workflow:%s".formatted(file.name()));
        }
        return workflows.get(0);
    }

    private static RouteFileRefused refused(Rule rule, Node node, String reason) {
        return new RouteFileRefused(rule, YamlNodes.line(node), reason);
    }
}
