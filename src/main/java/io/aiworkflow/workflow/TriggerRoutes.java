package io.aiworkflow.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * What the files that are loaded declare as schedules: with the option {@code schedule} of a workflow, or by a route from
 * {@code quartz:} that leads to a workflow.
 */
public final class TriggerRoutes {
    private final WorkflowCatalogue catalogue;
    private final List<Started> started = new CopyOnWriteArrayList<>();

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
        Set<String> texts = current.stream()
                .map(workflow -> key(workflow.source(), workflow.content()))
                .collect(Collectors.toSet());
        started.stream()
                .filter(route -> texts.contains(key(route.schedule().source(), route.content())))
                .map(Started::schedule)
                .forEach(declared::add);
        return declared;
    }

    void add(Started route) {
        started.add(route);
    }

    void remove(Started route) {
        started.removeIf(each -> each == route);
    }

    private static String key(String source, String content) {
        return source + "\n" + content;
    }

    /**
     * A started route from {@code quartz:}.
     *
     * @param content the text of its file
     */
    record Started(DeclaredSchedule schedule, String content) {}
}
