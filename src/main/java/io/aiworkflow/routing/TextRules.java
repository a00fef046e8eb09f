package io.aiworkflow.routing;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Rules for every single text of a file, wherever it stands: Simple functions, placeholders, names of resources. */
final class TextRules {
    /** What Camel fills in when it reads a file; everything else that begins so is refused. */
    static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{(\\??)([A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*)(?:\\?nested=(?:true|false))?}}");

    private static final Pattern RESOURCE =
            Pattern.compile("(?<![A-Za-z0-9_/.-])(prompts|schemas)/[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final Pattern OWN_RESOURCE =
            Pattern.compile("resource:(prompts|schemas)/[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Camel trims more than white space. */
    private static final Pattern EDGES = Pattern.compile("^[\\s\\p{Cntrl}]+|[\\s\\p{Cntrl}]+$");

    private final AuthorResources resources;

    TextRules(AuthorResources resources) {
        this.resources = resources;
    }

    /** The prompts that a file names. */
    static Set<String> promptsIn(RouteFile file) {
        Set<String> prompts = new TreeSet<>();
        YamlNodes.scalars(
                file.root(),
                scalar -> RESOURCE.matcher(scalar.getValue())
                        .results()
                        .filter(found -> found.group(1).equals("prompts"))
                        .forEach(found -> prompts.add(found.group())));
        return prompts;
    }

    /** @param properties the placeholders that a Kamelet declares, empty in other files */
    void check(RouteFile file, Set<String> properties) throws RouteFileRefused {
        visit(file, file.root(), "", properties);
    }

    private void visit(RouteFile file, Node node, String key, Set<String> properties) throws RouteFileRefused {
        if (node instanceof ScalarNode scalar) {
            Optional<Fault> fault = fault(file, scalar.getValue(), key, properties);
            if (fault.isPresent()) {
                throw new RouteFileRefused(
                        fault.get().rule(),
                        lineIn(file, scalar, fault.get().reason()),
                        fault.get().reason());
            }
        }
        for (Node item : YamlNodes.items(node)) {
            visit(file, item, key, properties);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            String name = YamlNodes.key(entry);
            if (name.contains("{{") || name.contains("${")) {
                throw new RouteFileRefused(
                        Rule.PLACEHOLDER,
                        YamlNodes.line(entry.getKeyNode()),
                        "'%s' is no key: nothing is filled into keys".formatted(YamlNodes.shorten(name)));
            }
            visit(file, entry.getValueNode(), name, properties);
        }
    }

    private Optional<Fault> fault(RouteFile file, String text, String key, Set<String> properties) {
        return placeholder(file, text, properties)
                .or(() -> meaning(text))
                .or(() -> meaning(withoutSettings(text)))
                .or(() -> key.equals("description") ? Optional.empty() : resource(file, text));
    }

    /** A setting may be empty, and what stands around it then becomes one text. */
    static String withoutSettings(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            boolean setting = found.group(2).startsWith(AuthorPolicy.PLACEHOLDER_PREFIX);
            return Matcher.quoteReplacement(setting ? "" : found.group());
        });
    }

    /** What Camel or a bean would make of the text, be it an expression or a constant: some beans evaluate what they get. */
    static Optional<Fault> meaning(String text) {
        String plain = EDGES.matcher(text).replaceAll("");
        boolean own = OWN_RESOURCE.matcher(plain).matches();
        for (String forbidden : AuthorPolicy.FORBIDDEN_TEXTS) {
            if (plain.startsWith(forbidden) && !own) {
                return Fault.of(Rule.TEXT, "a text may not begin with '%s'".formatted(forbidden));
            }
        }
        return SimpleRules.fault(text).map(reason -> new Fault(Rule.SIMPLE, reason));
    }

    private static Optional<Fault> placeholder(RouteFile file, String text, Set<String> properties) {
        int position = 0;
        for (int start = text.indexOf("{{"); start >= 0; start = text.indexOf("{{", position)) {
            Matcher matcher = PLACEHOLDER.matcher(text).region(start, text.length());
            if (!matcher.lookingAt()) {
                return Fault.of(Rule.PLACEHOLDER, notAllowed(text.substring(start)));
            }
            String name = matcher.group(2);
            boolean setting = name.startsWith(AuthorPolicy.PLACEHOLDER_PREFIX);
            if (!setting && !properties.contains(name)) {
                return Fault.of(
                        Rule.PLACEHOLDER,
                        file.kind() == RouteFileKind.KAMELET
                                ? "'{{%s}}' is not a property of this Kamelet%s"
                                        .formatted(YamlNodes.shorten(name), Spelling.hint(name, properties))
                                : notAllowed(matcher.group()));
            }
            position = matcher.end();
        }
        return Optional.empty();
    }

    private static String notAllowed(String text) {
        int end = text.indexOf("}}");
        String placeholder = end < 0 ? text : text.substring(0, end + 2);
        return "the placeholder '%s' is not allowed; settings for routes begin with '%s' and have no default here"
                .formatted(YamlNodes.shorten(placeholder), AuthorPolicy.PLACEHOLDER_PREFIX);
    }

    /** Every prompt and schema that a file names must be there, or the first run would be the one to find out. */
    private Optional<Fault> resource(RouteFile file, String text) {
        Matcher matcher = RESOURCE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group();
            String content;
            try {
                content = file.storedSchema(name).orElseGet(() -> resources.read(name));
            } catch (IllegalArgumentException e) {
                return Fault.of(
                        Rule.RESOURCE, "there is no readable file %s in the routes folder".formatted(matcher.group()));
            }
            if (matcher.group(1).equals("schemas")) {
                try {
                    DocumentSchema.parse(name, content);
                } catch (IllegalArgumentException e) {
                    return Fault.of(Rule.RESOURCE, e.getMessage());
                }
                continue;
            }
            Optional<String> fault = SimpleRules.fault(content);
            if (fault.isPresent()) {
                return Fault.of(Rule.SIMPLE, "in %s: %s".formatted(name, fault.get()));
            }
            Optional<String> credential = HeaderUse.inText(content).stream()
                    .filter(ControlHeaders::isCredential)
                    .findFirst();
            if (credential.isPresent()) {
                return Fault.of(
                        Rule.HEADER_NAME,
                        "in %s: the header '%s' does not reach a route".formatted(name, credential.get()));
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

    /** What is wrong with a text, and which rule says so. */
    record Fault(Rule rule, String reason) {
        static Optional<Fault> of(Rule rule, String reason) {
            return Optional.of(new Fault(rule, reason));
        }
    }
}
