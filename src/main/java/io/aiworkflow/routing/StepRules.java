package io.aiworkflow.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Which steps and expression languages a file uses, and how; it looks at no endpoint. */
final class StepRules {
    private static final Set<String> OWN_REF = Set.of("bean", "method");

    private final Set<String> stepIds = new HashSet<>();

    private StepRules() {}

    static void check(Node root) throws RouteFileRefused {
        new StepRules().visit(root, "", false);
    }

    private void visit(Node node, String key, boolean inStep) throws RouteFileRefused {
        for (Node item : YamlNodes.items(node)) {
            visit(item, key, inStep);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            String name = YamlNodes.key(entry);
            if (name.equals("parameters")) {
                continue;
            }
            checkLanguage(entry, key);
            if (name.equals("method") && !OWN_REF.contains(key)) {
                checkBean(name, entry.getValueNode());
            }
            if (name.equals("resultType")) {
                requireType(entry.getValueNode());
            }
            if (name.equals("steps")) {
                boolean empty = YamlNodes.items(entry.getValueNode()).isEmpty();
                if (empty && !key.equals("from")) {
                    throw refused(entry.getKeyNode(), "'%s' has no steps".formatted(key));
                }
                for (Node step : YamlNodes.items(entry.getValueNode())) {
                    checkStep(step, inStep);
                }
            } else {
                visit(entry.getValueNode(), name, inStep);
            }
        }
    }

    private void checkStep(Node step, boolean inStep) throws RouteFileRefused {
        for (NodeTuple entry : YamlNodes.entries(step)) {
            String name = YamlNodes.key(entry);
            Node body = entry.getValueNode();
            if (!AuthorPolicy.STEPS.contains(name)) {
                String reason = AuthorPolicy.STEP_REASONS.getOrDefault(name, "it is not among the steps for authors");
                throw refused(entry.getKeyNode(), "the step '%s' is not allowed: %s".formatted(name, reason));
            }
            checkDetails(name, body);
            if (!inStep && leavesTheProcess(name, body)) {
                requireId(entry.getKeyNode(), name, body);
            }
            visit(body, name, inStep || name.equals("step"));
        }
    }

    private void checkDetails(String name, Node body) throws RouteFileRefused {
        switch (name) {
            case "step" -> checkStepId(body);
            case "bean" -> checkBean(name, body);
            case "marshal", "unmarshal" -> checkDataFormat(name, body);
            case "convertBodyTo" ->
                requireType(
                        body instanceof ScalarNode
                                ? body
                                : YamlNodes.get(body, "type").orElse(body));
            case "throwException" -> checkException(body);
            case "enrich" -> checkEnrich(body);
            case "loop" -> checkLoop(body);
            case "delay" -> checkDelay(body);
            case "log" -> forbid(body, "logLanguage", "a log message is written in Simple");
            case "setHeader" -> checkHeader(body);
            case "setHeaders" -> {
                for (Node header :
                        YamlNodes.items(YamlNodes.get(body, "headers").orElse(body))) {
                    checkHeader(header);
                }
            }
            default -> {}
        }
    }

    private void checkStepId(Node body) throws RouteFileRefused {
        String id = YamlNodes.textAt(body, "id")
                .orElseThrow(() -> refused(body, "'step' needs an id: the journal finds a finished step again by it"));
        if (!stepIds.add(id)) {
            throw refused(YamlNodes.get(body, "id").orElse(body), "the step id '%s' is used twice".formatted(id));
        }
    }

    private static boolean leavesTheProcess(String name, Node body) {
        String uri = body instanceof ScalarNode
                ? YamlNodes.text(body)
                : YamlNodes.textAt(body, "uri").orElse("");
        return switch (name) {
            case "enrich" -> true;
            case "to" -> !uri.startsWith("direct:") && !uri.startsWith("log:") && !uri.startsWith("kamelet:sink");
            default -> false;
        };
    }

    private static void requireId(Node key, String name, Node body) throws RouteFileRefused {
        if (YamlNodes.textAt(body, "id").isEmpty()) {
            throw refused(
                    key,
                    "'%s' leaves the process here and needs an id, or a 'step' with an id around it".formatted(name));
        }
    }

    private static void checkLanguage(NodeTuple entry, String key) throws RouteFileRefused {
        String name = YamlNodes.key(entry);
        if (AuthorPolicy.FORBIDDEN_LANGUAGES.contains(name) && !OWN_REF.contains(key)) {
            throw refused(
                    entry.getKeyNode(),
                    "the expression language '%s' is not allowed; there are %s"
                            .formatted(
                                    name,
                                    AuthorPolicy.LANGUAGES.stream().sorted().toList()));
        }
    }

    private static void checkBean(String name, Node body) throws RouteFileRefused {
        forbid(body, "beanType", "name a bean with 'ref'");
        if (YamlNodes.textAt(body, "ref").isEmpty()) {
            throw refused(body, "'%s' needs 'ref', the name of a bean".formatted(name));
        }
    }

    private static void checkDataFormat(String step, Node body) throws RouteFileRefused {
        for (NodeTuple entry : YamlNodes.entries(body)) {
            String format = YamlNodes.key(entry);
            boolean mapping = !YamlNodes.entries(entry.getValueNode()).isEmpty();
            if (Set.of("id", "description", "note", "disabled").contains(format)) {
                continue;
            }
            if (!AuthorPolicy.DATA_FORMATS.contains(format)) {
                throw refused(
                        entry.getKeyNode(),
                        "'%s' knows %s only, not '%s'".formatted(step, AuthorPolicy.DATA_FORMATS, format));
            }
            for (NodeTuple option : mapping ? YamlNodes.entries(entry.getValueNode()) : List.<NodeTuple>of()) {
                if (!AuthorPolicy.JSON_OPTIONS.contains(YamlNodes.key(option))) {
                    throw refused(
                            option.getKeyNode(),
                            "'%s' may not be set here: JSON is read as maps and lists"
                                    .formatted(YamlNodes.key(option)));
                }
            }
        }
    }

    private static void requireType(Node node) throws RouteFileRefused {
        if (!AuthorPolicy.TYPES.contains(YamlNodes.text(node))) {
            throw refused(
                    node,
                    "the type '%s' is not allowed%s"
                            .formatted(YamlNodes.text(node), Spelling.hint(YamlNodes.text(node), AuthorPolicy.TYPES)));
        }
    }

    private static void checkException(Node body) throws RouteFileRefused {
        Optional<Node> type = YamlNodes.get(body, "exceptionType");
        if (type.isPresent() && !AuthorPolicy.EXCEPTIONS.contains(YamlNodes.text(type.get()))) {
            throw refused(
                    type.get(),
                    "'%s' may not be thrown; there are %s"
                            .formatted(
                                    YamlNodes.text(type.get()),
                                    AuthorPolicy.EXCEPTIONS.stream().sorted().toList()));
        }
    }

    private static void checkEnrich(Node body) throws RouteFileRefused {
        boolean constant = YamlNodes.get(body, "constant").isPresent()
                || YamlNodes.get(body, "expression", "constant").isPresent();
        if (!constant) {
            throw refused(body, "'enrich' takes its endpoint as 'constant': an address is not computed from data");
        }
    }

    private static void checkLoop(Node body) throws RouteFileRefused {
        Optional<Node> constant =
                YamlNodes.get(body, "constant").or(() -> YamlNodes.get(body, "expression", "constant"));
        String count = constant.map(YamlNodes::text).orElse("");
        if (count.matches("\\d+") && (count.length() > 9 || Integer.parseInt(count) > AuthorPolicy.MAX_LOOPS)) {
            throw refused(body, "'loop' goes round at most %d times".formatted(AuthorPolicy.MAX_LOOPS));
        }
    }

    private static void checkDelay(Node body) throws RouteFileRefused {
        String pause = body instanceof ScalarNode
                ? YamlNodes.text(body)
                : YamlNodes.textAt(body, "constant")
                        .or(() -> YamlNodes.textAt(body, "simple"))
                        .or(() -> YamlNodes.textAt(body, "constant", "expression"))
                        .or(() -> YamlNodes.textAt(body, "expression", "constant"))
                        .or(() -> YamlNodes.textAt(body, "expression", "constant", "expression"))
                        .orElse("");
        if (pause.matches("\\d+") && (pause.length() > 9 || Integer.parseInt(pause) > AuthorPolicy.MAX_DELAY_MILLIS)) {
            throw refused(
                    body,
                    "the step 'delay' holds a thread, for at most %d ms; send to delay:NAME?for=… to wait without one"
                            .formatted(AuthorPolicy.MAX_DELAY_MILLIS));
        }
    }

    private static void checkHeader(Node body) throws RouteFileRefused {
        String name = YamlNodes.textAt(body, "name").orElse("");
        boolean camel = name.regionMatches(true, 0, "camel", 0, 5);
        if (camel && !AuthorPolicy.CAMEL_HEADERS.contains(name)) {
            throw refused(body, "the header '%s' may not be set: Camel would act on it".formatted(name));
        }
    }

    private static void forbid(Node body, String key, String reason) throws RouteFileRefused {
        Optional<Node> found = YamlNodes.get(body, key);
        if (found.isPresent()) {
            throw refused(found.get(), "'%s' is not allowed: %s".formatted(key, reason));
        }
    }

    private static RouteFileRefused refused(Node node, String reason) {
        return new RouteFileRefused(YamlNodes.line(node), reason);
    }
}
