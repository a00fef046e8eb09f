package io.aiworkflow.routing;

import io.aiworkflow.workflow.StepOptions;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Options that a workflow sets for single steps, as {@code step.ID.OPTION}: both the step and the option must exist. */
final class StepOptionRules {
    private static final String PREFIX = "step.";
    private static final Set<String> OPTIONS = EndpointRules.settable(StepOptions.class);

    private final Set<String> steps;

    private StepOptionRules(Set<String> steps) {
        this.steps = steps;
    }

    /** The rules for what stands outside of any file. */
    static StepOptionRules none() {
        return new StepOptionRules(Set.of());
    }

    /** The rules for a file with these steps, those of its inner routes included. */
    static StepOptionRules of(RouteFile file) {
        Set<String> steps = new TreeSet<>();
        collect(file.root(), steps);
        return new StepOptionRules(steps);
    }

    private static void collect(Node node, Set<String> steps) {
        YamlNodes.items(node).forEach(item -> collect(item, steps));
        for (NodeTuple entry : YamlNodes.entries(node)) {
            if (YamlNodes.key(entry).equals("step")) {
                YamlNodes.get(entry.getValueNode(), "id").map(YamlNodes::text).ifPresent(steps::add);
            }
            collect(entry.getValueNode(), steps);
        }
    }

    static boolean isStepOption(String option) {
        return option.startsWith(PREFIX);
    }

    /** Whether the option's value is an endpoint. */
    static boolean isLookUp(String option) {
        return isStepOption(option) && option.endsWith(".lookUp");
    }

    void check(EndpointUse use, String option, int line) throws RouteFileRefused {
        if (!use.consumer()) {
            throw new RouteFileRefused(
                    Rule.COMPONENT_OPTION,
                    line,
                    "'%s' stands where the workflow is declared, at its 'from'".formatted(option));
        }
        int dot = option.lastIndexOf('.');
        if (dot <= PREFIX.length()) {
            throw new RouteFileRefused(
                    Rule.COMPONENT_OPTION, line, "'%s' is not an option; write it as step.ID.OPTION".formatted(option));
        }
        String id = option.substring(PREFIX.length(), dot);
        if (!steps.contains(id)) {
            throw new RouteFileRefused(
                    Rule.COMPONENT_OPTION,
                    line,
                    "'%s': there is no step '%s'%s".formatted(option, id, Spelling.hint(id, steps)));
        }
        String name = option.substring(dot + 1);
        if (!OPTIONS.contains(name)) {
            throw new RouteFileRefused(
                    Rule.COMPONENT_OPTION,
                    line,
                    "a step has no option '%s'%s".formatted(name, Spelling.hint(name, OPTIONS)));
        }
        if (isLookUp(option) && use.uri().contains("?")) {
            throw new RouteFileRefused(Rule.COMPONENT_OPTION, line, "write '%s' under 'parameters'".formatted(option));
        }
    }
}
