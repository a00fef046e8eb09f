package io.aiworkflow.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Which steps and expression languages a file uses, and how; it looks at no endpoint. */
final class StepRules {
    private static final Set<String> OWN_REF = Set.of("bean", "method");
    private static final Set<String> DYNAMIC = Set.of("routingSlip", "dynamicRouter");
    private static final Set<String> DATA_FORMAT_STEPS = Set.of("marshal", "unmarshal");

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
            if (name.equals("doCatch") || name.equals("doFinally")) {
                checkClause(name, entry.getValueNode());
            }
            if (name.equals("steps")) {
                boolean empty = YamlNodes.items(entry.getValueNode()).isEmpty();
                if (empty && !key.equals("from")) {
                    throw refused(Rule.CAMEL_SCHEMA, entry.getKeyNode(), "'%s' has no steps".formatted(key));
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
            if (!StepPolicy.allows(name)) {
                String reason = StepPolicy.REASONS.getOrDefault(name, "it is not among the steps for authors");
                throw refused(
                        DYNAMIC.contains(name) ? Rule.DYNAMIC_ADDRESS : Rule.STEP,
                        entry.getKeyNode(),
                        "the step '%s' is not allowed: %s".formatted(name, reason));
            }
            checkDetails(name, body);
            if (!DATA_FORMAT_STEPS.contains(name)) {
                checkOptions(name, body);
            }
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
            case "loop" -> StepLimits.checkLoop(body);
            case "delay" -> StepLimits.checkDelay(body);
            case "throttle" -> StepLimits.checkThrottle(body);
            case "log" -> forbid(Rule.LANGUAGE, body, "logLanguage", "a log message is written in Simple");
            default -> {}
        }
    }

    /** References to beans, classes and thread pools are not on the lists, so none can be brought in by them. */
    private static void checkOptions(String step, Node body) throws RouteFileRefused {
        Set<String> allowed = StepPolicy.OPTIONS.get(step);
        for (NodeTuple option : YamlNodes.entries(body)) {
            String name = YamlNodes.key(option);
            boolean language = AuthorPolicy.LANGUAGES.contains(name) || AuthorPolicy.FORBIDDEN_LANGUAGES.contains(name);
            if (!allowed.contains(name) && !StepPolicy.COMMON_OPTIONS.contains(name) && !language) {
                throw refused(
                        Rule.STEP_OPTION,
                        option.getKeyNode(),
                        "'%s' may not be set on the step '%s'%s".formatted(name, step, Spelling.hint(name, allowed)));
            }
        }
    }

    private static void checkClause(String name, Node body) throws RouteFileRefused {
        List<Node> clauses = YamlNodes.items(body).isEmpty() ? List.of(body) : YamlNodes.items(body);
        for (Node clause : clauses) {
            checkOptions(name, clause);
            for (Node type :
                    YamlNodes.get(clause, "exception").map(YamlNodes::items).orElseGet(List::of)) {
                if (!AuthorPolicy.CAUGHT.matcher(YamlNodes.text(type)).matches()) {
                    throw refused(
                            Rule.EXCEPTION,
                            type,
                            "'%s' cannot be caught; there are exceptions of java., org.apache.camel. and io.aiworkflow."
                                    .formatted(YamlNodes.shorten(YamlNodes.text(type))));
                }
            }
        }
    }

    private void checkStepId(Node body) throws RouteFileRefused {
        String id = YamlNodes.textAt(body, "id")
                .orElseThrow(() -> refused(
                        Rule.STEP_ID, body, "'step' needs an id: the journal finds a finished step again by it"));
        if (!stepIds.add(id)) {
            throw refused(
                    Rule.STEP_ID,
                    YamlNodes.get(body, "id").orElse(body),
                    "the step id '%s' is used twice".formatted(id));
        }
    }

    private static boolean leavesTheProcess(String name, Node body) {
        String uri = body instanceof ScalarNode
                ? YamlNodes.text(body)
                : YamlNodes.textAt(body, "uri").orElse("");
        return switch (name) {
            case "enrich", "toD", "recipientList" -> true;
            case "to" -> !uri.startsWith("direct:") && !uri.startsWith("log:") && !uri.startsWith("kamelet:sink");
            default -> false;
        };
    }

    private static void requireId(Node key, String name, Node body) throws RouteFileRefused {
        if (YamlNodes.textAt(body, "id").isEmpty()) {
            throw refused(
                    Rule.STEP_ID,
                    key,
                    "'%s' leaves the process here and needs an id, or a 'step' with an id around it".formatted(name));
        }
    }

    private static void checkLanguage(NodeTuple entry, String key) throws RouteFileRefused {
        String name = YamlNodes.key(entry);
        if (AuthorPolicy.FORBIDDEN_LANGUAGES.contains(name) && !OWN_REF.contains(key)) {
            throw refused(
                    Rule.LANGUAGE,
                    entry.getKeyNode(),
                    "the expression language '%s' is not allowed; there are %s"
                            .formatted(
                                    name,
                                    AuthorPolicy.LANGUAGES.stream().sorted().toList()));
        }
    }

    private static void checkBean(String name, Node body) throws RouteFileRefused {
        forbid(Rule.BEAN, body, "beanType", "name a bean with 'ref'");
        if (YamlNodes.textAt(body, "ref").isEmpty()) {
            throw refused(Rule.BEAN, body, "'%s' needs 'ref', the name of a bean".formatted(name));
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
                        Rule.DATA_FORMAT,
                        entry.getKeyNode(),
                        "'%s' knows %s only, not '%s'".formatted(step, AuthorPolicy.DATA_FORMATS, format));
            }
            for (NodeTuple option : mapping ? YamlNodes.entries(entry.getValueNode()) : List.<NodeTuple>of()) {
                checkJsonOption(option);
            }
        }
    }

    private static void checkJsonOption(NodeTuple option) throws RouteFileRefused {
        Map<String, Set<String>> allowed = AuthorPolicy.JSON_OPTIONS;
        String name = YamlNodes.key(option);
        if (!allowed.containsKey(name)) {
            throw refused(
                    Rule.DATA_FORMAT,
                    option.getKeyNode(),
                    "'%s' may not be set here: JSON is read as maps and lists".formatted(name));
        }
        String value = YamlNodes.text(option.getValueNode());
        if (!allowed.get(name).isEmpty() && !allowed.get(name).contains(value)) {
            throw refused(
                    Rule.DATA_FORMAT,
                    option.getValueNode(),
                    "'%s' is one of %s here"
                            .formatted(name, allowed.get(name).stream().sorted().toList()));
        }
    }

    private static void requireType(Node node) throws RouteFileRefused {
        if (!AuthorPolicy.TYPES.contains(YamlNodes.text(node))) {
            throw refused(
                    Rule.TYPE,
                    node,
                    "the type '%s' is not allowed%s"
                            .formatted(YamlNodes.text(node), Spelling.hint(YamlNodes.text(node), AuthorPolicy.TYPES)));
        }
    }

    private static void checkException(Node body) throws RouteFileRefused {
        Optional<Node> type = YamlNodes.get(body, "exceptionType");
        if (type.isPresent() && !AuthorPolicy.EXCEPTIONS.contains(YamlNodes.text(type.get()))) {
            throw refused(
                    Rule.EXCEPTION,
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
            throw refused(
                    Rule.DYNAMIC_ADDRESS,
                    body,
                    "'enrich' takes its endpoint as 'constant': an address is not computed from data");
        }
    }

    private static void forbid(Rule rule, Node body, String key, String reason) throws RouteFileRefused {
        Optional<Node> found = YamlNodes.get(body, key);
        if (found.isPresent()) {
            throw refused(rule, found.get(), "'%s' is not allowed: %s".formatted(key, reason));
        }
    }

    private static RouteFileRefused refused(Rule rule, Node node, String reason) {
        return new RouteFileRefused(rule, YamlNodes.line(node), reason);
    }
}
