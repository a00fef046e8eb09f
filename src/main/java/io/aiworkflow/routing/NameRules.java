package io.aiworkflow.routing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * How headers, exchange properties and variables are called that a file sets, removes or reads. A name stands there as it
 * is: Camel would evaluate an expression in it, and act on some names.
 */
final class NameRules {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");
    private static final Pattern PROPERTY = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");

    /** Without dots, which would make it a regular expression. */
    private static final Pattern WILDCARD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}\\*?");

    private NameRules() {}

    static void check(RouteFile file) throws RouteFileRefused {
        visit(file.root());
    }

    private static void visit(Node node) throws RouteFileRefused {
        for (Node item : YamlNodes.items(node)) {
            visit(item);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            String key = YamlNodes.key(entry);
            if (!key.equals("parameters") && !key.equals("definition")) {
                check(key, entry.getValueNode());
                visit(entry.getValueNode());
            }
        }
        if (node instanceof ScalarNode text) {
            checkReading(text, HeaderUse.inText(text.getValue()));
        }
    }

    private static void check(String key, Node value) throws RouteFileRefused {
        switch (key) {
            case "setHeader" -> checkHeader(value);
            case "setHeaders" -> forEach(value, "headers", NameRules::checkHeader);
            case "setProperty" -> checkProperty(value);
            case "removeProperty" -> checkPropertyName(value);
            case "removeProperties" -> checkPattern(value);
            case "setVariable", "removeVariable" -> checkVariable(YamlNodes.get(value, "name"));
            case "setVariables" -> forEach(value, "variables", item -> checkVariable(YamlNodes.get(item, "name")));
            case "variableReceive", "variableSend" -> checkVariable(Optional.of(value));
            case "variable" -> checkVariable(expression(value));
            case "header" -> {
                Optional<Node> name = expression(value);
                if (name.isPresent()) {
                    checkReading(name.get(), List.of(YamlNodes.text(name.get())));
                }
            }
            default -> {}
        }
    }

    /** The text of an expression in either way to write it. */
    private static Optional<Node> expression(Node value) {
        return value instanceof ScalarNode ? Optional.of(value) : YamlNodes.get(value, "expression");
    }

    private static void forEach(Node value, String list, NameRule rule) throws RouteFileRefused {
        for (Node item : YamlNodes.items(YamlNodes.get(value, list).orElse(value))) {
            rule.check(item);
        }
    }

    private static void checkHeader(Node body) throws RouteFileRefused {
        Node node = YamlNodes.get(body, "name").orElse(body);
        String name = YamlNodes.text(node);
        if (ControlHeaders.isSteering(name) && !ControlHeaders.isSettable(name)) {
            throw refused(
                    Rule.HEADER_NAME, node, "the header '%s' may not be set: Camel would act on it".formatted(name));
        }
        if (ControlHeaders.isTheEngines(name)) {
            throw refused(
                    Rule.HEADER_NAME, node, "the header '%s' of an answer is the engine's to set".formatted(name));
        }
        require(HEADER.matcher(name).matches(), Rule.HEADER_NAME, node, "header");
    }

    private static void checkProperty(Node body) throws RouteFileRefused {
        checkPropertyName(body);
        Node node = YamlNodes.get(body, "name").orElse(body);
        boolean evaluated = YamlNodes.text(node).startsWith(AuthorPolicy.EVALUATED_PROPERTIES);
        if (evaluated && YamlNodes.get(body, "constant").isEmpty()) {
            throw refused(
                    Rule.PROPERTY_NAME,
                    node,
                    "the text in '%s' is evaluated, so it cannot come from data; use the Kamelet's property"
                            .formatted(YamlNodes.text(node)));
        }
    }

    private static void checkPropertyName(Node body) throws RouteFileRefused {
        Node node = YamlNodes.get(body, "name").orElse(body);
        String name = YamlNodes.text(node);
        String lower = name.toLowerCase(Locale.ROOT);
        if (AuthorPolicy.ENGINE_PROPERTIES.stream().anyMatch(lower::startsWith)) {
            throw refused(Rule.PROPERTY_NAME, node, "the exchange property '%s' belongs to the engine".formatted(name));
        }
        require(PROPERTY.matcher(name).matches(), Rule.PROPERTY_NAME, node, "exchange property");
    }

    private static void checkPattern(Node body) throws RouteFileRefused {
        Node node = YamlNodes.get(body, "pattern").orElse(body);
        String pattern = YamlNodes.text(node);
        String beginning = pattern.replace("*", "").toLowerCase(Locale.ROOT);
        boolean harmless = WILDCARD.matcher(pattern).matches()
                && AuthorPolicy.ENGINE_PROPERTIES.stream()
                        .noneMatch(own -> own.startsWith(beginning) || beginning.startsWith(own));
        if (!harmless) {
            throw refused(
                    Rule.PROPERTY_NAME,
                    node,
                    "'%s' could remove what the engine keeps there; write a beginning of letters and one *"
                            .formatted(YamlNodes.shorten(pattern)));
        }
    }

    private static void checkVariable(Optional<Node> name) throws RouteFileRefused {
        if (name.isPresent()) {
            require(VARIABLE.matcher(YamlNodes.text(name.get())).matches(), Rule.VARIABLE_NAME, name.get(), "variable");
        }
    }

    private static void checkReading(Node node, Iterable<String> headers) throws RouteFileRefused {
        for (String header : headers) {
            if (ControlHeaders.isCredential(header)) {
                throw refused(
                        Rule.HEADER_NAME,
                        node,
                        "the header '%s' does not reach a route: the engine has checked it already".formatted(header));
            }
        }
    }

    private static void require(boolean condition, Rule rule, Node node, String what) throws RouteFileRefused {
        if (!condition) {
            throw refused(
                    rule,
                    node,
                    "'%s' is not a name for a %s: write letters, digits, '_' and '-', no expression"
                            .formatted(YamlNodes.shorten(YamlNodes.text(node)), what));
        }
    }

    private static RouteFileRefused refused(Rule rule, Node node, String reason) {
        return new RouteFileRefused(rule, YamlNodes.line(node), reason);
    }

    private interface NameRule {
        void check(Node node) throws RouteFileRefused;
    }
}
