package io.aiworkflow.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * What the files that are loaded declare as schedules: with the option {@code schedule} of a workflow, or by a route from
 * {@code quartz:} that leads to a workflow.
 */
public final class TriggerRoutes {
    private final WorkflowCatalogue catalogue;
    private final List<Started> started = new CopyOnWriteArrayList<>();
    private final List<Started> stopped = new CopyOnWriteArrayList<>();

    public TriggerRoutes(WorkflowCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Those of files as they are loaded now: the routes of a replaced file may still be there and do not count. */
    public List<DeclaredSchedule> declared() {
        List<DeclaredSchedule> declared = new ArrayList<>();
        List<WorkflowDefinition> current = catalogue.list();
        for (WorkflowDefinition workflow : current) {
            ScheduleOptions options = workflow.options().schedule();
            options.timetable()
                    .map(timetable -> DeclaredSchedule.of(
                            workflow.name(), workflow.name(), options.input(), timetable, options, workflow.source()))
                    .ifPresent(declared::add);
        }
        Set<String> texts = texts(current);
        started.stream()
                .filter(route -> texts.contains(route.key()))
                .map(Started::schedule)
                .forEach(declared::add);
        return declared;
    }

    /**
     * The names of those whose route somebody has stopped, while the file that declares them is loaded: the route may be
     * started again, so they are not gone.
     */
    public Set<String> stopped() {
        Set<String> texts = texts(catalogue.list());
        stopped.removeIf(route -> !route.isThere().getAsBoolean() || !texts.contains(route.key()));
        return stopped.stream().map(route -> route.schedule().name()).collect(Collectors.toSet());
    }

    void add(Started route) {
        started.add(route);
        stopped.removeIf(each -> each.schedule().name().equals(route.schedule().name()));
    }

    /** Whether the route is only stopped or about to be removed shows later. */
    void stop(Started route) {
        stopped.add(route);
        started.removeIf(each -> each == route);
    }

    private static Set<String> texts(List<WorkflowDefinition> current) {
        return current.stream()
                .map(workflow -> key(workflow.source(), workflow.content()))
                .collect(Collectors.toSet());
    }

    private static String key(String source, String content) {
        return source + "\n" + content;
    }

    /**
     * A started route from {@code quartz:}.
     *
     * @param content the text of its file
     * @param isThere whether the route is there, be it started or not
     */
    record Started(DeclaredSchedule schedule, String content, BooleanSupplier isThere) {
        private String key() {
            return TriggerRoutes.key(schedule.source(), content);
        }
    }
}
