package io.aiworkflow.routing;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Rules for every single text of a file, wherever it stands: Simple functions, placeholders, names of resources. */
final class TextRules {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{\\s*\\??([^}]*?)(?:\\?nested=(?:true|false))?\\s*}}");
    private static final Pattern RESOURCE =
            Pattern.compile("(?<![A-Za-z0-9_/.-])(prompts|schemas)/[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final Pattern OWN_RESOURCE =
            Pattern.compile("resource:(prompts|schemas)/[A-Za-z0-9][A-Za-z0-9._-]*");

    private final AuthorResources resources;

    TextRules(AuthorResources resources) {
        this.resources = resources;
    }

    /** @param properties the placeholders that a Kamelet declares, empty in other files */
    void check(RouteFile file, Set<String> properties) throws RouteFileRefused {
        visit(file, file.root(), "", properties);
    }

    private void visit(RouteFile file, Node node, String key, Set<String> properties) throws RouteFileRefused {
        if (node instanceof ScalarNode scalar) {
            Optional<String> fault = fault(file, scalar.getValue(), key, properties);
            if (fault.isPresent()) {
                throw new RouteFileRefused(lineIn(file, scalar, fault.get()), fault.get());
            }
        }
        for (Node item : YamlNodes.items(node)) {
            visit(file, item, key, properties);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            visit(file, entry.getValueNode(), YamlNodes.key(entry), properties);
        }
    }

    private Optional<String> fault(RouteFile file, String text, String key, Set<String> properties) {
        for (String forbidden : AuthorPolicy.FORBIDDEN_TEXTS) {
            boolean own = OWN_RESOURCE.matcher(text.strip()).matches();
            if (text.strip().startsWith(forbidden) && !own) {
                return Optional.of("a text may not begin with '%s'".formatted(forbidden));
            }
        }
        return placeholder(file, text, properties)
                .or(() -> key.equals("constant") ? Optional.empty() : SimpleRules.fault(text))
                .or(() -> key.equals("description") ? Optional.empty() : resource(file, text));
    }

    private static Optional<String> placeholder(RouteFile file, String text, Set<String> properties) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            boolean setting = name.startsWith(AuthorPolicy.PLACEHOLDER_PREFIX);
            if (!setting && !properties.contains(name)) {
                return Optional.of(
                        file.kind() == RouteFileKind.KAMELET
                                ? "'{{%s}}' is not a property of this Kamelet%s"
                                        .formatted(YamlNodes.shorten(name), Spelling.hint(name, properties))
                                : "the placeholder '{{%s}}' is not allowed; settings for routes begin with '%s'"
                                        .formatted(YamlNodes.shorten(name), AuthorPolicy.PLACEHOLDER_PREFIX));
            }
        }
        return Optional.empty();
    }

    /** Every prompt and schema that a file names must be there, or the first run would be the one to find out. */
    private Optional<String> resource(RouteFile file, String text) {
        Matcher matcher = RESOURCE.matcher(text);
        while (matcher.find()) {
            String content;
            try {
                String name = matcher.group();
                content = file.storedSchema(name).orElseGet(() -> resources.read(name));
            } catch (IllegalArgumentException e) {
                return Optional.of("there is no readable file %s in the routes folder".formatted(matcher.group()));
            }
            try {
                if (matcher.group(1).equals("schemas")) {
                    DocumentSchema.parse(matcher.group(), content);
                }
            } catch (IllegalArgumentException e) {
                return Optional.of(e.getMessage());
            }
            Optional<String> fault = SimpleRules.fault(matcher.group(1).equals("prompts") ? content : "");
            if (fault.isPresent()) {
                return fault.map(reason -> "in %s: %s".formatted(matcher.group(), reason));
            }
        }
        return Optional.empty();
    }

    /** A block text begins at its marker: looks for the line that holds what the message quotes. */
    private static int lineIn(RouteFile file, ScalarNode scalar, String fault) {
        int first = YamlNodes.line(scalar);
        int last = scalar.getEndMark().map(mark -> mark.getLine() + 1).orElse(first);
        Matcher quoted = Pattern.compile("'([^']+)'").matcher(fault);
        if (last > first && quoted.find()) {
            String[] lines = file.text().split("\n", -1);
            for (int line = first; line <= Math.min(last, lines.length); line++) {
                if (lines[line - 1].contains(quoted.group(1))) {
                    return line;
                }
            }
        }
        return first;
    }
}
