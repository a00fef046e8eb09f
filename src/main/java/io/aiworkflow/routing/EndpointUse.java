package io.aiworkflow.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * One place in a file that names an endpoint.
 *
 * @param consumer whether a route starts here
 * @param uri the endpoint, with {@code kamelet:} put before the name in a {@code kamelet} step
 * @param node the text as it stands in the file
 * @param parameters options beside the uri, or null
 */
record EndpointUse(boolean consumer, String uri, ScalarNode node, Node parameters) {

    /** Every endpoint below the node, in the order of the text. */
    static List<EndpointUse> in(Node root) {
        List<EndpointUse> found = new ArrayList<>();
        collect(root, (key, value) -> {
            of(key, value).ifPresent(found::add);
            if (key.equals("from")) {
                YamlNodes.get(value, "parameters").ifPresent(options -> lookUps(options, found));
            }
        });
        return found;
    }

    /** Options of the form {@code step.ID.lookUp} name endpoints too. */
    private static void lookUps(Node options, List<EndpointUse> found) {
        for (NodeTuple option : YamlNodes.entries(options)) {
            if (StepOptionRules.isLookUp(YamlNodes.key(option)) && option.getValueNode() instanceof ScalarNode name) {
                found.add(new EndpointUse(false, name.getValue(), name, null));
            }
        }
    }

    private static void collect(Node node, BiConsumer<String, Node> visitor) {
        YamlNodes.items(node).forEach(item -> collect(item, visitor));
        for (NodeTuple entry : YamlNodes.entries(node)) {
            if (!YamlNodes.key(entry).equals("parameters")) {
                visitor.accept(YamlNodes.key(entry), entry.getValueNode());
                collect(entry.getValueNode(), visitor);
            }
        }
    }

    private static Optional<EndpointUse> of(String key, Node value) {
        return switch (key) {
            case "from" -> use(true, "", value, "uri");
            case "to", "wireTap" -> use(false, "", value, "uri");
            case "kamelet" -> use(false, "kamelet:", value, "name");
            case "enrich" -> enrich(value);
            default -> Optional.empty();
        };
    }

    private static Optional<EndpointUse> use(boolean consumer, String prefix, Node value, String key) {
        Node text =
                value instanceof ScalarNode ? value : YamlNodes.get(value, key).orElse(value);
        if (!(text instanceof ScalarNode scalar)) {
            return Optional.empty();
        }
        Node parameters = YamlNodes.get(value, "parameters").orElse(null);
        return Optional.of(new EndpointUse(consumer, prefix + scalar.getValue(), scalar, parameters));
    }

    private static Optional<EndpointUse> enrich(Node value) {
        Node holder = YamlNodes.get(value, "expression").orElse(value);
        return YamlNodes.get(holder, "constant")
                .or(() -> YamlNodes.get(holder, "simple"))
                .flatMap(expression -> use(false, "", expression, "expression"));
    }

    int line() {
        return YamlNodes.line(node);
    }

    /** The part before the colon, empty when there is none. */
    String scheme() {
        int colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(0, colon);
    }

    /** The part between scheme and options, without leading slashes. */
    String path() {
        String rest = uri.substring(uri.indexOf(':') + 1);
        int question = rest.indexOf('?');
        return (question < 0 ? rest : rest.substring(0, question)).replaceFirst("^/+", "");
    }

    /** The value of an option, whichever way it is written. */
    Optional<String> option(String name) {
        return Optional.ofNullable(uriOptions().get(name))
                .or(() -> parameters == null ? Optional.empty() : YamlNodes.textAt(parameters, name));
    }

    /** The options that are written behind the question mark, as they stand there. */
    Map<String, String> uriOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        int question = uri.indexOf('?');
        if (question >= 0) {
            for (String pair : uri.substring(question + 1).split("&")) {
                if (!pair.isBlank()) {
                    String[] parts = pair.split("=", 2);
                    options.putIfAbsent(parts[0], parts.length < 2 ? "" : parts[1]);
                }
            }
        }
        return options;
    }

    /** An option that stands there more than once, in one way to write it or in both. */
    Optional<String> repeatedOption() {
        Set<String> seen = new HashSet<>();
        int question = uri.indexOf('?');
        Stream<String> inUri = question < 0
                ? Stream.of()
                : Stream.of(uri.substring(question + 1).split("&"));
        Stream<String> beside = YamlNodes.entries(parameters).stream().map(YamlNodes::key);
        return Stream.concat(inUri.map(pair -> pair.split("=", 2)[0]), beside)
                .filter(name -> !seen.add(name))
                .findFirst();
    }

    /** The options of both ways to write them, each with the line that it stands in. */
    Map<String, Integer> options() {
        Map<String, Integer> options = new LinkedHashMap<>();
        uriOptions().keySet().forEach(name -> options.put(name, line()));
        YamlNodes.entries(parameters)
                .forEach(entry -> options.put(YamlNodes.key(entry), YamlNodes.line(entry.getKeyNode())));
        return options;
    }

    /** The values of both ways to write them. */
    Map<String, String> optionTexts() {
        Map<String, String> texts = new LinkedHashMap<>(uriOptions());
        YamlNodes.entries(parameters)
                .forEach(entry -> texts.put(YamlNodes.key(entry), YamlNodes.text(entry.getValueNode())));
        return texts;
    }
}
