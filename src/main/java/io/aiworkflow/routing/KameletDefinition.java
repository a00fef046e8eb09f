package io.aiworkflow.routing;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * What a Kamelet asks of the routes that use it.
 *
 * @param required the properties that must be given because they have no default
 * @param examples a value that fits for each required property, with which the Kamelet can be tried
 * @param defaults the values of properties that are not given
 * @param template the routes, in which the properties are filled in
 */
record KameletDefinition(
        String name,
        Set<String> properties,
        Set<String> required,
        Map<String, String> examples,
        Map<String, String> defaults,
        Node template) {

    static KameletDefinition of(RouteFile file) {
        var definition = YamlNodes.get(file.root(), "spec", "definition");
        Set<String> properties = new LinkedHashSet<>();
        Set<String> required = new LinkedHashSet<>();
        Map<String, String> examples = new LinkedHashMap<>();
        Map<String, String> defaults = new LinkedHashMap<>();
        definition
                .flatMap(node -> YamlNodes.get(node, "required"))
                .ifPresent(list -> YamlNodes.items(list).forEach(item -> required.add(YamlNodes.text(item))));
        for (NodeTuple property : definition
                .flatMap(node -> YamlNodes.get(node, "properties"))
                .map(YamlNodes::entries)
                .orElseGet(List::of)) {
            String name = YamlNodes.key(property);
            properties.add(name);
            Optional<Node> byDefault = YamlNodes.get(property.getValueNode(), "default");
            if (byDefault.isPresent()) {
                required.remove(name);
                defaults.put(name, YamlNodes.text(byDefault.get()));
            } else if (required.contains(name)) {
                examples.put(
                        name,
                        YamlNodes.textAt(property.getValueNode(), "example")
                                .orElseGet(() -> example(YamlNodes.textAt(property.getValueNode(), "type")
                                        .orElse("string"))));
            }
        }
        Node template = YamlNodes.get(file.root(), "spec", "template").orElse(file.root());
        return new KameletDefinition(file.name(), properties, required, examples, defaults, template);
    }

    private static String example(String type) {
        return switch (type) {
            case "integer", "number" -> "1";
            case "boolean" -> "true";
            default -> "x";
        };
    }
}
