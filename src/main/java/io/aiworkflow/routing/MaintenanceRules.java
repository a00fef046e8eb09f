package io.aiworkflow.routing;

import java.util.Set;

/** What tells the engine's chores from the workflows of callers: their names, who may start them, and one at a time. */
final class MaintenanceRules {
    private static final Set<String> ROLES = Set.of("operator", "admin");

    private MaintenanceRules() {}

    static void check(RouteFile file, EndpointUse workflow) throws RouteFileRefused {
        boolean named = file.name().startsWith(RouteFileKind.MAINTENANCE_PREFIX);
        boolean chore = file.kind() == RouteFileKind.MAINTENANCE;
        if (named != chore) {
            throw refused(
                    workflow,
                    chore
                            ? "a file in maintenance/ is called %sNAME.camel.yaml"
                                    .formatted(RouteFileKind.MAINTENANCE_PREFIX)
                            : "names that begin with '%s' are those of maintenance/"
                                    .formatted(RouteFileKind.MAINTENANCE_PREFIX));
        }
        if (chore && !ROLES.contains(workflow.option("role").orElse(""))) {
            throw refused(workflow, "a maintenance workflow has the option 'role', which is operator or admin");
        }
        if (chore && !workflow.option("concurrency").orElse("").equals("1")) {
            throw refused(workflow, "a maintenance workflow has the option 'concurrency: 1': one run at a time");
        }
    }

    /** Others would start it without the rights of an operator, be it as a sub-run or by a schedule of theirs. */
    static void checkTargets(RouteFile file) throws RouteFileRefused {
        for (EndpointUse use : EndpointUse.in(file.root())) {
            boolean chore = use.scheme().equals("workflow") && use.path().startsWith(RouteFileKind.MAINTENANCE_PREFIX);
            if (chore && !use.consumer() && file.kind() != RouteFileKind.MAINTENANCE) {
                throw refused(use, "'%s' is started by operators and its own schedule only".formatted(use.path()));
            }
        }
    }

    private static RouteFileRefused refused(EndpointUse workflow, String reason) {
        return new RouteFileRefused(Rule.MAINTENANCE, workflow.line(), reason);
    }
}
