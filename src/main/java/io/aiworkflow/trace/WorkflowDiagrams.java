package io.aiworkflow.trace;

import io.aiworkflow.run.JdbcRunTraces;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunWait;
import io.aiworkflow.run.StepTrace;
import io.aiworkflow.run.WaitStore;
import io.aiworkflow.trace.RouteDiagram.StepState;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.springframework.stereotype.Component;

/** Draws workflows, alone or with the state of a run. Who may see them is for others to say. */
@Component
public class WorkflowDiagrams {
    private static final int MOST_STEPS = 5000;

    private final CamelContext camel;
    private final WorkflowCatalogue catalogue;
    private final JdbcRunTraces traces;
    private final WaitStore waits;

    WorkflowDiagrams(CamelContext camel, WorkflowCatalogue catalogue, JdbcRunTraces traces, WaitStore waits) {
        this.camel = camel;
        this.catalogue = catalogue;
        this.traces = traces;
        this.waits = waits;
    }

    /**
     * The workflow as it is loaded now.
     *
     * @throws io.aiworkflow.failure.PermanentException WORKFLOW_NOT_FOUND
     */
    public String ofWorkflow(String name) {
        LoadedWorkflow workflow = catalogue.current(name).orElseThrow(() -> WorkflowCatalogue.unknown(name));
        return RouteDiagram.svg("Workflow " + name, workflow.definition().description(), outline(workflow), Map.of());
    }

    /** Whether some version of the run's workflow is loaded. */
    public boolean canDraw(Run run) {
        return workflow(run).isPresent();
    }

    /**
     * The workflow of the run, with what has become of its steps.
     *
     * @throws io.aiworkflow.failure.PermanentException WORKFLOW_NOT_FOUND when no version of it is loaded
     */
    public String ofRun(Run run) {
        LoadedWorkflow workflow = workflow(run).orElseThrow(() -> WorkflowCatalogue.unknown(run.workflow()));
        Map<String, StepState> states = states(run);
        String drawn = workflow.definition().version().equals(run.version())
                ? ""
                : " Its own version %s is not loaded; this is version %s."
                        .formatted(run.version(), workflow.definition().version());
        return RouteDiagram.svg(
                "Run %s of workflow %s, %s"
                        .formatted(run.id(), run.workflow(), run.state().wireName()),
                told(states) + drawn,
                outline(workflow),
                states);
    }

    /** The run's own version if it is loaded, else the present one. */
    private Optional<LoadedWorkflow> workflow(Run run) {
        return catalogue.find(run.workflow(), run.version()).or(() -> catalogue.current(run.workflow()));
    }

    private List<DiagramNode> outline(LoadedWorkflow workflow) {
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        RouteDefinition route = model.getRouteDefinition(workflow.routeId());
        if (route == null) {
            throw WorkflowCatalogue.unknown(workflow.definition().name());
        }
        return RouteOutline.of(route, List.copyOf(model.getRouteDefinitions()));
    }

    private Map<String, StepState> states(Run run) {
        return states(
                Stream.concat(traces.steps(run.id(), MOST_STEPS, 1).stream(), traces.runningSteps(run.id()).stream())
                        .toList(),
                waits.ofRun(run.id()));
    }

    /** A step that was executed several times has failed if one of them has, and runs while one of them does. */
    static Map<String, StepState> states(List<StepTrace> steps, List<RunWait> waits) {
        Map<String, Integer> times = new HashMap<>();
        Map<String, StepMark> marks = new LinkedHashMap<>();
        for (StepTrace step : steps) {
            String id = step.key().step();
            times.merge(id, 1, Integer::sum);
            marks.merge(id, mark(step), WorkflowDiagrams::foremost);
        }
        for (RunWait wait : waits) {
            String id = wait.kind().wireName() + ":" + wait.key().step();
            times.merge(id, 1, Integer::sum);
            marks.merge(
                    id,
                    wait.state() == RunWait.State.OPEN ? StepMark.WAITING : StepMark.DONE,
                    WorkflowDiagrams::foremost);
        }
        Map<String, StepState> states = new LinkedHashMap<>();
        marks.forEach((id, mark) ->
                states.put(id, new StepState(mark, times.get(id) == 1 ? "" : times.get(id) + " times")));
        return states;
    }

    private static StepMark mark(StepTrace step) {
        if (step.goesOn()) {
            return StepMark.RUNNING;
        }
        return step.error() == null ? StepMark.DONE : StepMark.FAILED;
    }

    private static StepMark foremost(StepMark one, StepMark other) {
        return Stream.of(StepMark.RUNNING, StepMark.FAILED, StepMark.WAITING)
                .filter(mark -> one == mark || other == mark)
                .findFirst()
                .orElse(StepMark.DONE);
    }

    private static String told(Map<String, StepState> states) {
        if (states.isEmpty()) {
            return "No step has ended yet, and none has run for a second.";
        }
        StringBuilder told = new StringBuilder();
        states.forEach((id, state) -> told.append(told.length() == 0 ? "" : ", ")
                .append("step ")
                .append(id)
                .append(' ')
                .append(state.mark().word())
                .append(state.note().isEmpty() ? "" : " " + state.note()));
        return told.append('.').toString();
    }
}
