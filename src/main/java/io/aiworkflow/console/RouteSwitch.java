package io.aiworkflow.console;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RouteController;
import org.springframework.stereotype.Component;

/**
 * Stops and starts routes for operators without losing a run. A stopped workflow takes no run any more, but accepts them:
 * they wait until it is started or its file is loaded anew. What is being executed comes to its end first.
 */
@Component
@ConsolePart
class RouteSwitch {
    /** Camel would end the executions of a route after two seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Set<String> INNER = Set.of("direct", "kamelet", "seda");

    private final CamelContext camel;
    private final WorkflowCatalogue catalogue;
    private final RunSignals signals;

    RouteSwitch(CamelContext camel, WorkflowCatalogue catalogue, RunSignals signals) {
        this.camel = camel;
        this.catalogue = catalogue;
        this.signals = signals;
    }

    /** What can be done with a route. */
    enum Action {
        START,
        STOP,
        SUSPEND,
        RESUME;

        static Optional<Action> named(String operation) {
            for (Action action : values()) {
                if (action.name().toLowerCase(Locale.ROOT).equals(operation)) {
                    return Optional.of(action);
                }
            }
            return Optional.empty();
        }
    }

    /** @throws PermanentException when this route is not to be stopped, or is still executed */
    void apply(Action action, String routeId) throws Exception {
        Route route = Optional.ofNullable(camel.getRoute(routeId))
                .orElseThrow(() -> refused("there is no route '%s'".formatted(routeId)));
        Optional<LoadedWorkflow> workflow = catalogue.ofRoute(routeId);
        boolean start = action == Action.START || action == Action.RESUME;
        if (start) {
            start(action, routeId);
            workflow.ifPresent(LoadedWorkflow::release);
            signals.queued();
        } else if (workflow.isPresent()) {
            requireCurrent(workflow.get());
            awaitIdle(workflow.get());
            stop(action, routeId);
        } else {
            requireEntrance(route);
            stop(action, routeId);
        }
    }

    private void start(Action action, String routeId) throws Exception {
        RouteController routes = camel.getRouteController();
        if (action == Action.RESUME) {
            routes.resumeRoute(routeId);
        } else {
            routes.startRoute(routeId);
        }
    }

    private void stop(Action action, String routeId) throws Exception {
        RouteController routes = camel.getRouteController();
        if (action == Action.SUSPEND) {
            routes.suspendRoute(routeId, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } else {
            routes.stopRoute(routeId, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** New runs go elsewhere, and those that are bound to it would wait for ever. */
    private void requireCurrent(LoadedWorkflow workflow) {
        if (catalogue.isRetired(workflow)) {
            throw refused("the route '%s' only ends the runs of an earlier version of '%s' and goes by itself"
                    .formatted(workflow.routeId(), workflow.definition().name()));
        }
    }

    private static void awaitIdle(LoadedWorkflow workflow) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int executing = workflow.hold();
        while (executing > 0) {
            if (System.nanoTime() > end) {
                throw refused(("the workflow '%s' takes no more runs, but %d are still being executed and come to their"
                                + " end; stop the route again then, or start it")
                        .formatted(workflow.definition().name(), executing));
            }
            Thread.sleep(LOOK.toMillis());
            executing = workflow.hold();
        }
    }

    /** A step that calls a stopped route would fail, and with the engine's own routes its doors would. */
    private static void requireEntrance(Route route) {
        Resource source = route.getSourceResource();
        if (source == null || !source.getLocation().endsWith(".yaml")) {
            throw refused("the route '%s' is part of the engine and stays".formatted(route.getRouteId()));
        }
        String uri = route.getEndpoint().getEndpointUri();
        if (INNER.contains(uri.substring(0, uri.indexOf(':')))) {
            throw refused("the route '%s' is an inner part of %s; stop the route that calls it"
                    .formatted(route.getRouteId(), source.getLocation()));
        }
    }

    private static PermanentException refused(String why) {
        return new PermanentException(ErrorCode.STATE_CONFLICT, why);
    }
}
