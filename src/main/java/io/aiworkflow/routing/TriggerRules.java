package io.aiworkflow.routing;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * A route from {@code quartz:} declares a schedule and does nothing else: it leads to a workflow, after the constant
 * input if there is one. What it did besides would happen outside of any run, on a process that nobody knows.
 */
final class TriggerRules {
    static final String SCHEME = "quartz";
    static final Set<String> OPTIONS =
            Set.of("cron", "trigger.timeZone", "trigger.repeatInterval", "scheduleMisfire", "scheduleOverlap");

    private static final String INPUT = "scheduleInput";
    private static final Pattern FRAGILE = Pattern.compile("[+%&\\n]");
    private static final String SHAPE =
            "a route from quartz: only leads 'to: workflow:NAME', after a 'setBody' with a constant if that has an input";

    private TriggerRules() {}

    /** @param route one route of a file */
    static void check(Node route) throws RouteFileRefused {
        for (EndpointUse use : EndpointUse.in(route)) {
            checkText(use);
        }
        boolean trigger = EndpointUse.in(route).stream()
                .anyMatch(use -> use.consumer() && use.scheme().equals(SCHEME));
        if (!trigger) {
            return;
        }
        List<Node> steps =
                YamlNodes.get(route, "from", "steps").map(YamlNodes::items).orElse(List.of());
        if (steps.isEmpty() || steps.size() > 2) {
            throw refused(route);
        }
        if (steps.size() == 2) {
            checkInput(steps.get(0));
        }
        checkTarget(steps.get(steps.size() - 1));
    }

    /** Camel would decode it on its way through the endpoint's address. */
    private static void checkText(EndpointUse use) throws RouteFileRefused {
        String input = use.optionTexts().getOrDefault(INPUT, "");
        if (use.scheme().equals("workflow") && FRAGILE.matcher(input).find()) {
            throw new RouteFileRefused(
                    Rule.SCHEDULE,
                    use.options().get(INPUT),
                    "an input with +, %, & or a line break is given by a route from quartz:, with 'setBody'");
        }
    }

    private static void checkInput(Node step) throws RouteFileRefused {
        Node body = YamlNodes.get(step, "setBody").orElseThrow(() -> refused(step));
        if (YamlNodes.get(body, "constant").isEmpty()
                && YamlNodes.get(body, "expression", "constant").isEmpty()) {
            throw refused(body);
        }
    }

    private static void checkTarget(Node step) throws RouteFileRefused {
        List<NodeTuple> keys = YamlNodes.entries(step);
        List<EndpointUse> uses = EndpointUse.in(step);
        boolean leads = keys.size() == 1
                && YamlNodes.key(keys.get(0)).equals("to")
                && uses.size() == 1
                && uses.get(0).scheme().equals("workflow")
                && uses.get(0).options().isEmpty();
        if (!leads) {
            throw refused(step);
        }
    }

    private static RouteFileRefused refused(Node node) {
        return new RouteFileRefused(Rule.SCHEDULE, YamlNodes.line(node), SHAPE);
    }
}
