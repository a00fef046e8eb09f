package io.aiworkflow.routing;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * How much a step may do, as far as the file tells. What only the message tells, such as the turns of a loop that are
 * computed, is limited when the route runs: see {@link GuardedRoutes}.
 */
final class StepLimits {
    private static final List<String[]> NUMBERS = List.of(
            new String[] {"constant"},
            new String[] {"simple"},
            new String[] {"constant", "expression"},
            new String[] {"simple", "expression"},
            new String[] {"expression", "constant"},
            new String[] {"expression", "simple"},
            new String[] {"expression", "constant", "expression"},
            new String[] {"expression", "simple", "expression"});

    private StepLimits() {}

    static void checkLoop(Node body) throws RouteFileRefused {
        if (number(body).filter(count -> count > AuthorPolicy.MAX_LOOPS).isPresent()) {
            throw refused(
                    Rule.LOOP_LIMIT, body, "'loop' goes round at most %d times".formatted(AuthorPolicy.MAX_LOOPS));
        }
    }

    static void checkDelay(Node body) throws RouteFileRefused {
        Optional<Long> pause = number(body);
        if (pause.isEmpty() || pause.get() > AuthorPolicy.MAX_DELAY_MILLIS) {
            throw refused(
                    Rule.DELAY_LIMIT,
                    body,
                    ("the step 'delay' holds a thread, for a fixed number of at most %d ms; send to delay:NAME?for=… to "
                                    + "wait without one")
                            .formatted(AuthorPolicy.MAX_DELAY_MILLIS));
        }
    }

    static void checkThrottle(Node body) throws RouteFileRefused {
        Optional<Node> period = YamlNodes.get(body, "timePeriodMillis");
        boolean fits = period.isEmpty()
                || parse(YamlNodes.text(period.get()))
                        .filter(millis -> millis <= AuthorPolicy.MAX_THROTTLE_MILLIS)
                        .isPresent();
        if (!fits) {
            throw refused(
                    Rule.THROTTLE_LIMIT,
                    period.get(),
                    "'timePeriodMillis' is a number of at most %d: who is throttled holds a thread"
                            .formatted(AuthorPolicy.MAX_THROTTLE_MILLIS));
        }
    }

    /** The number that the expression is; empty when it is something else. */
    private static Optional<Long> number(Node body) {
        if (body instanceof ScalarNode) {
            return parse(YamlNodes.text(body));
        }
        return NUMBERS.stream()
                .flatMap(path -> YamlNodes.textAt(body, path).stream())
                .findFirst()
                .flatMap(StepLimits::parse);
    }

    private static Optional<Long> parse(String text) {
        return text.strip().matches("\\d{1,18}") ? Optional.of(Long.parseLong(text.strip())) : Optional.empty();
    }

    private static RouteFileRefused refused(Rule rule, Node node, String reason) {
        return new RouteFileRefused(rule, YamlNodes.line(node), reason);
    }
}
