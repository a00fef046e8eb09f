package io.aiworkflow.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.RouteAware;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetBodyDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.support.DefaultConsumer;

/** Declares the schedule while its route is started. Nothing is ever sent through the route. */
class TriggerConsumer extends DefaultConsumer implements RouteAware {
    private static final String TARGET = "workflow:";

    private final TriggerEndpoint endpoint;
    private Route route;
    private TriggerRoutes.Started declared;

    TriggerConsumer(TriggerEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (route.getSourceResource() instanceof StoredVersionResource) {
            return;
        }
        Model models = endpoint.getCamelContext().getCamelContextExtension().getContextPlugin(Model.class);
        RouteDefinition model = models.getRouteDefinition(route.getRouteId());
        List<ProcessorDefinition<?>> steps = model.getOutputs().stream()
                .filter(step -> !(step instanceof ProcessDefinition))
                .toList();
        DeclaredSchedule schedule = DeclaredSchedule.of(
                endpoint.name(),
                target(steps),
                input(steps),
                endpoint.options().timetable().orElseThrow(),
                endpoint.options(),
                WorkflowDefinitionReader.source(route));
        CamelContext camel = endpoint.getCamelContext();
        String id = route.getRouteId();
        declared = new TriggerRoutes.Started(
                schedule, WorkflowDefinitionReader.content(route, model), () -> camel.getRoute(id) != null);
        endpoint.getComponent().routes().add(declared);
    }

    @Override
    protected void doStop() throws Exception {
        if (declared != null) {
            endpoint.getComponent().routes().stop(declared);
            declared = null;
        }
        super.doStop();
    }

    private String target(List<ProcessorDefinition<?>> steps) {
        boolean forwards = steps.size() == 1 || steps.size() == 2 && steps.get(0) instanceof SetBodyDefinition;
        if (forwards
                && steps.get(steps.size() - 1) instanceof ToDefinition to
                && to.getUri().startsWith(TARGET)) {
            return to.getUri().substring(TARGET.length()).replaceFirst("^/+", "");
        }
        throw new IllegalArgumentException(
                "quartz:%s: the route must lead to a workflow and do nothing else".formatted(endpoint.name()));
    }

    private JsonNode input(List<ProcessorDefinition<?>> steps) {
        ScheduleOptions options = new ScheduleOptions();
        if (steps.get(0) instanceof SetBodyDefinition body) {
            if (!(body.getExpression() instanceof ConstantExpression constant)) {
                throw new IllegalArgumentException(
                        "quartz:%s: the input is a constant, as JSON".formatted(endpoint.name()));
            }
            options.setScheduleInput(constant.getExpression());
        }
        try {
            return options.input();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "quartz:%s: the input: %s".formatted(endpoint.name(), e.getMessage()), e);
        }
    }

    @Override
    public void setRoute(Route route) {
        this.route = route;
    }

    @Override
    public Route getRoute() {
        return route;
    }
}
