package io.aiworkflow.workflow;

import io.aiworkflow.failure.FieldError;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.RouteAware;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.support.DefaultConsumer;

/** Puts the workflow into the catalogue while its route is started, and passes executions on to the route. */
class WorkflowConsumer extends DefaultConsumer implements RouteAware {
    private final WorkflowEndpoint endpoint;
    private Route route;
    private LoadedWorkflow loaded;

    WorkflowConsumer(WorkflowEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        WorkflowCatalogue catalogue = endpoint.getComponent().catalogue();
        Optional<LoadedWorkflow> stopped = catalogue.ofRoute(route.getRouteId());
        if (stopped.isPresent()) {
            loaded = stopped.get();
            loaded.reopen(this);
            return;
        }
        Model models = endpoint.getCamelContext().getCamelContextExtension().getContextPlugin(Model.class);
        RouteDefinition model = models.getRouteDefinition(route.getRouteId());
        requireStepIds(model);
        requireSteps(endpoint.options().stepIds(), models, model);
        WorkflowDefinition definition = WorkflowDefinitionReader.read(endpoint, route, model);
        requireInput(definition);
        loaded = new LoadedWorkflow(definition, this);
        if (route.getSourceResource() instanceof StoredVersionResource) {
            catalogue.addRestored(loaded);
        } else {
            catalogue.add(loaded);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (loaded != null && !isHeldByOperator()) {
            endpoint.getComponent().catalogue().remove(loaded);
        }
        loaded = null;
        super.doStop();
    }

    /** Such a workflow is still there for whoever starts runs of it: they wait until its route starts again. */
    private boolean isHeldByOperator() {
        return loaded.isHeld()
                && !endpoint.getComponent().catalogue().isRetired(loaded)
                && !endpoint.getCamelContext().isStopping();
    }

    void execute(Consumer<Exchange> prepare, Consumer<Exchange> read) {
        Exchange exchange = createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOut);
            prepare.accept(exchange);
            WholeProcessing.process(getAsyncProcessor(), exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        try {
            read.accept(exchange);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    String routeId() {
        return route.getRouteId();
    }

    @Override
    public void setRoute(Route route) {
        this.route = route;
    }

    @Override
    public Route getRoute() {
        return route;
    }

    /** The journal finds a step again by its id, so an id that Camel makes up at each load will not do. */
    private void requireStepIds(RouteDefinition model) {
        Set<String> ids = new HashSet<>();
        Collection<StepDefinition> steps =
                ProcessorDefinitionHelper.filterTypeInOutputs(model.getOutputs(), StepDefinition.class);
        for (StepDefinition step : steps) {
            if (!step.hasCustomIdAssigned()) {
                throw new IllegalArgumentException(
                        "workflow:%s: each step needs an id of its own".formatted(endpoint.getName()));
            }
            if (!ids.add(step.getId())) {
                throw new IllegalArgumentException(
                        "workflow:%s: the step id '%s' is used twice".formatted(endpoint.getName(), step.getId()));
            }
        }
    }

    /** Steps of the inner routes that come from the same file count too: they are part of the workflow. */
    private void requireSteps(Set<String> named, Model models, RouteDefinition model) {
        Set<String> there = models.getRouteDefinitions().stream()
                .filter(other -> source(other).equals(source(model)))
                .flatMap(other ->
                        ProcessorDefinitionHelper.filterTypeInOutputs(other.getOutputs(), StepDefinition.class)
                                .stream())
                .map(StepDefinition::getId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        for (String id : named) {
            if (!there.contains(id)) {
                throw new IllegalArgumentException(
                        "workflow:%s: options are set for the step '%s', which does not exist; there are %s"
                                .formatted(endpoint.getName(), id, new TreeSet<>(there)));
            }
        }
    }

    /** A schedule that could never start a run is found here and not at night. */
    private static void requireInput(WorkflowDefinition definition) {
        ScheduleOptions schedule = definition.options().schedule();
        if (schedule.timetable().isEmpty() || definition.input().isEmpty()) {
            return;
        }
        DocumentSchema schema = definition.input().get();
        List<FieldError> errors = schema.validate(schema.withDefaults(schedule.input()));
        if (!errors.isEmpty()) {
            FieldError first = errors.get(0);
            throw new IllegalArgumentException("workflow:%s: scheduleInput does not fit the workflow's input: %s %s"
                    .formatted(definition.name(), first.field(), first.message()));
        }
    }

    private static String source(RouteDefinition route) {
        return route.getResource() == null ? "" : route.getResource().getLocation();
    }
}
