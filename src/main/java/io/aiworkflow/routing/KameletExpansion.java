package io.aiworkflow.routing;

import io.aiworkflow.routing.TextRules.Fault;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * What a Kamelet becomes with the properties that a route gives it. Two texts that are harmless by themselves, one in the
 * Kamelet and one in the route, could be something else when they are put together.
 */
final class KameletExpansion {
    private static final Set<String> ADDRESSES = Set.of("uri", "to", "wireTap");

    /** What may become part of an address, so that it stays one address. */
    private static final Pattern IN_ADDRESS = Pattern.compile("[A-Za-z0-9._~:/@-]*");

    /** What may become an option of an address, so that it stays one option. */
    private static final Pattern IN_OPTION = Pattern.compile("(?!RAW)[^&%#+\\p{Cntrl}]*");

    private final Map<String, String> values;

    private KameletExpansion(Map<String, String> values) {
        this.values = values;
    }

    /** Every use of a Kamelet in the file. */
    static void check(RouteFile file, Map<String, KameletDefinition> kamelets) throws RouteFileRefused {
        for (EndpointUse use : EndpointUse.in(file.root())) {
            KameletDefinition kamelet = use.scheme().equals("kamelet") ? kamelets.get(use.path()) : null;
            if (kamelet != null) {
                Map<String, String> values = new HashMap<>(kamelet.defaults());
                values.putAll(use.optionTexts());
                check(kamelet, values, use.line());
            }
        }
    }

    /** The Kamelet itself, with its defaults and examples. */
    static void check(KameletDefinition kamelet) throws RouteFileRefused {
        Map<String, String> values = new HashMap<>(kamelet.examples());
        values.putAll(kamelet.defaults());
        check(kamelet, values, YamlNodes.line(kamelet.template()));
    }

    private static void check(KameletDefinition kamelet, Map<String, String> values, int line) throws RouteFileRefused {
        Optional<Fault> fault = new KameletExpansion(values).visit(kamelet.template(), "", false);
        if (fault.isPresent()) {
            throw new RouteFileRefused(
                    fault.get().rule(),
                    line,
                    "with these properties of the Kamelet '%s' %s"
                            .formatted(kamelet.name(), fault.get().reason()));
        }
    }

    private Optional<Fault> visit(Node node, String key, boolean option) {
        if (node instanceof ScalarNode scalar) {
            return fault(scalar.getValue(), key, option);
        }
        for (Node item : YamlNodes.items(node)) {
            Optional<Fault> fault = visit(item, key, option);
            if (fault.isPresent()) {
                return fault;
            }
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            String name = YamlNodes.key(entry);
            Optional<Fault> fault = visit(entry.getValueNode(), name, option || name.equals("parameters"));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<Fault> fault(String text, String key, boolean option) {
        if (!text.contains("{{")) {
            return Optional.empty();
        }
        Matcher matcher = TextRules.PLACEHOLDER.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            String value = TextRules.withoutSettings(values.getOrDefault(matcher.group(2), ""));
            Pattern allowed = option ? IN_OPTION : ADDRESSES.contains(key) ? IN_ADDRESS : null;
            if (allowed != null && !allowed.matcher(value).matches()) {
                return Fault.of(
                        Rule.DYNAMIC_ADDRESS, "'%s' cannot be put into an address".formatted(YamlNodes.shorten(value)));
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return TextRules.meaning(matcher.appendTail(expanded).toString());
    }
}
