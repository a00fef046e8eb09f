package io.aiworkflow.routing;

import io.aiworkflow.platform.AuthorResources;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Which headers a file has a use for: those that it, its Kamelets or its prompts name. Query parameters and parts of a
 * door's path are headers to Camel too.
 */
final class HeaderUse {
    private static final Pattern IN_TEXT = Pattern.compile(
            "\\bheaders?(?:[.:]|\\?\\.|\\[\\s*['\"]?)([A-Za-z][A-Za-z0-9_-]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_PATH = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_-]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
    private static final Set<String> NAMED = Set.of("setHeader", "removeHeader", "param");

    private final Set<String> names = new HashSet<>();

    private HeaderUse() {}

    /** The names in lower case, without those that are never let through. */
    static Set<String> of(RouteFile file, Map<String, RouteFile> kamelets, AuthorResources resources) {
        HeaderUse use = new HeaderUse();
        use.visit(file.root(), "");
        for (EndpointUse endpoint : EndpointUse.in(file.root())) {
            if (endpoint.scheme().equals("kamelet") && kamelets.containsKey(endpoint.path())) {
                use.visit(kamelets.get(endpoint.path()).root(), "");
            }
        }
        for (String prompt : TextRules.promptsIn(file)) {
            use.names.addAll(inText(readable(resources, prompt)));
        }
        Set<String> allowed = new HashSet<>();
        use.names.stream()
                .filter(name -> !ControlHeaders.isSteering(name) && !ControlHeaders.isCredential(name))
                .forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
        return Set.copyOf(allowed);
    }

    /** The headers that a text in the Simple language names. */
    static List<String> inText(String text) {
        return IN_TEXT.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String readable(AuthorResources resources, String prompt) {
        try {
            return resources.read(prompt);
        } catch (IllegalArgumentException e) {
            // The rules for texts have judged it; it can only have gone since.
            return "";
        }
    }

    private void visit(Node node, String key) {
        if (node instanceof ScalarNode scalar) {
            names.addAll(inText(scalar.getValue()));
            if (key.equals("header")) {
                add(scalar.getValue());
            }
            if (key.equals("uri") || key.equals("path") || key.equals("from")) {
                Matcher part = IN_PATH.matcher(scalar.getValue());
                while (part.find()) {
                    add(part.group(1));
                }
            }
        }
        if (NAMED.contains(key) || key.equals("headers")) {
            YamlNodes.textAt(node, "name").ifPresent(this::add);
        }
        for (Node item : YamlNodes.items(node)) {
            visit(item, key);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            String name = YamlNodes.key(entry);
            boolean expressionOfHeader = key.equals("header") && name.equals("expression");
            visit(entry.getValueNode(), expressionOfHeader ? "header" : name);
        }
    }

    private void add(String name) {
        if (NAME.matcher(name).matches()) {
            names.add(name);
        }
    }
}
