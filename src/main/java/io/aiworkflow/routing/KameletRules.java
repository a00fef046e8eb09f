package io.aiworkflow.routing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** How a Kamelet file is built: one block over one outside call, with every property titled, described and typed. */
final class KameletRules {
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean", "object", "array");
    private static final Set<String> TEMPLATE_KEYS = Set.of("from", "route");

    /** Properties of these names would choose another Kamelet, or where it comes from. */
    private static final Set<String> RESERVED = Set.of(
            "templateId",
            "routeId",
            "location",
            "uuid",
            "parentRouteId",
            "parentProcessorId",
            "noErrorHandler",
            "bridgeErrorHandler",
            "failIfNoConsumers");

    private static final Pattern PROPERTY = Pattern.compile("[a-z][A-Za-z0-9]{0,63}");

    private final CamelYamlSchema schema;

    KameletRules(CamelYamlSchema schema) {
        this.schema = schema;
    }

    void check(RouteFile file) throws RouteFileRefused {
        Node root = file.root();
        if (!(root instanceof MappingNode)) {
            throw new RouteFileRefused(
                    Rule.KAMELET_SHAPE, 1, "a Kamelet file is a mapping with apiVersion, kind, metadata and spec");
        }
        requireValue(root, "camel.apache.org/v1", "apiVersion");
        requireValue(root, "Kamelet", "kind");
        requireValue(root, file.name(), "metadata", "name");
        requireText(root, "spec", "definition", "title");
        requireText(root, "spec", "definition", "description");
        requireValue(root, "object", "spec", "definition", "type");
        Node definition = YamlNodes.get(root, "spec", "definition").orElse(root);
        checkProperties(definition);
        Node template = YamlNodes.get(root, "spec", "template")
                .orElseThrow(() -> refused(root, "the Kamelet has no 'spec: template:'"));
        checkTemplate(file, template);
    }

    private void checkTemplate(RouteFile file, Node template) throws RouteFileRefused {
        for (NodeTuple entry : YamlNodes.entries(template)) {
            if (!TEMPLATE_KEYS.contains(YamlNodes.key(entry))) {
                throw refused(
                        entry.getKeyNode(),
                        "'%s' is not allowed in a Kamelet's template; there is 'from'".formatted(YamlNodes.key(entry)));
            }
        }
        Optional<Node> route = YamlNodes.get(template, "route");
        if (route.isPresent()) {
            schema.checkRoute(route.get());
            RouteRules.checkOptions(route.get());
        }
        Node from = YamlNodes.get(template, "from")
                .or(() -> route.flatMap(node -> YamlNodes.get(node, "from")))
                .orElseThrow(() -> refused(template, "the Kamelet's template has no 'from'"));
        schema.checkFrom(from);
        boolean source = file.name().endsWith("-source");
        String uri = YamlNodes.textAt(from, "uri").orElse("");
        if (!source && !uri.equals("kamelet:source")) {
            throw refused(YamlNodes.get(from, "uri").orElse(from), "the template starts from 'kamelet:source'");
        }
    }

    private static void checkProperties(Node definition) throws RouteFileRefused {
        List<NodeTuple> properties =
                YamlNodes.get(definition, "properties").map(YamlNodes::entries).orElseGet(List::of);
        for (NodeTuple property : properties) {
            String name = YamlNodes.key(property);
            Node body = property.getValueNode();
            if (RESERVED.contains(name) || !PROPERTY.matcher(name).matches()) {
                throw refused(
                        property.getKeyNode(),
                        "a property cannot be called '%s'; its name is made of letters and digits"
                                .formatted(YamlNodes.shorten(name)));
            }
            for (String key : List.of("title", "description", "type")) {
                if (YamlNodes.textAt(body, key).isEmpty()) {
                    throw refused(property.getKeyNode(), "the property '%s' needs a %s".formatted(name, key));
                }
            }
            String type = YamlNodes.textAt(body, "type").orElse("");
            if (!TYPES.contains(type)) {
                throw refused(
                        YamlNodes.get(body, "type").orElse(body),
                        "the property '%s' has the unknown type '%s'%s"
                                .formatted(name, type, Spelling.hint(type, TYPES)));
            }
        }
        for (Node required :
                YamlNodes.get(definition, "required").map(YamlNodes::items).orElseGet(List::of)) {
            if (properties.stream().noneMatch(each -> YamlNodes.key(each).equals(YamlNodes.text(required)))) {
                throw refused(
                        required, "'%s' is required but not among the properties".formatted(YamlNodes.text(required)));
            }
        }
    }

    private static void requireText(Node root, String... path) throws RouteFileRefused {
        if (YamlNodes.textAt(root, path).isEmpty()) {
            throw refused(root, "the Kamelet has no '%s'".formatted(String.join(": ", path)));
        }
    }

    private static void requireValue(Node root, String value, String... path) throws RouteFileRefused {
        requireText(root, path);
        Node node = YamlNodes.get(root, path).orElse(root);
        if (!YamlNodes.text(node).equals(value)) {
            throw refused(
                    node,
                    "'%s' must be '%s', found '%s'"
                            .formatted(String.join(": ", path), value, YamlNodes.shorten(YamlNodes.text(node))));
        }
    }

    private static RouteFileRefused refused(Node node, String reason) {
        return new RouteFileRefused(Rule.KAMELET_SHAPE, YamlNodes.line(node), reason);
    }
}
