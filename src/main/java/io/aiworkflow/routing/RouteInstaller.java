package io.aiworkflow.routing;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the routes of a file into a Camel context and takes them out again; it never replaces a route. */
final class RouteInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(RouteInstaller.class);
    private static final int STOP_SECONDS = 10;

    private final CamelContext context;
    private final Model model;
    private final GuardedRoutes guards = new GuardedRoutes();

    RouteInstaller(CamelContext context) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        model.addModelLifecycleStrategy(guards);
    }

    /**
     * Starts the routes of the file. Whatever was half started when it fails is gone again.
     *
     * @param generation how often the file was loaded, counted from 1
     * @param headers the headers that the file has a use for, in lower case
     */
    InstalledRoutes install(RouteFile file, int generation, Set<String> headers) throws Exception {
        Set<RouteDefinition> routesBefore = identitySet(model.getRouteDefinitions());
        var restsBefore = identitySet(model.getRestDefinitions());
        guards.begin(headers);
        try {
            add(file, generation);
        } catch (Exception e) {
            remove(newOnes(routesBefore, restsBefore));
            throw e;
        } finally {
            guards.end();
        }
        return newOnes(routesBefore, restsBefore);
    }

    /** Stops and removes the routes, the ones that authors wrote before those of their Kamelets. */
    void remove(InstalledRoutes installed) {
        installed.routes().stream()
                .sorted(Comparator.comparing(route -> Boolean.TRUE.equals(route.isKamelet())))
                .forEach(this::remove);
        installed.rests().forEach(model.getRestDefinitions()::remove);
    }

    void addTemplate(RouteFile kamelet) throws Exception {
        for (RoutesBuilder builder : builders(kamelet.location().toString(), kamelet.text())) {
            context.addRoutes(builder);
        }
    }

    void removeTemplate(String name) throws Exception {
        var template = model.getRouteTemplateDefinition(name);
        if (template != null) {
            model.removeRouteTemplateDefinition(template);
        }
    }

    private void add(RouteFile file, int generation) throws Exception {
        String location = file.location().toString();
        Resource original = file.resource();
        for (RoutesBuilder builder : builders(location, GenerationNames.rewrite(file, generation))) {
            if (builder instanceof RouteBuilder routes) {
                routes.addLifecycleInterceptor(new RouteBuilderLifecycleStrategy() {
                    @Override
                    public void beforeConfigure(RouteBuilder unconfigured) {
                        if (file.kind() == RouteFileKind.INTAKE) {
                            unconfigured
                                    .onException(Exception.class)
                                    .handled(true)
                                    .process(new DoorFailure());
                        }
                    }

                    @Override
                    public void afterConfigure(RouteBuilder configured) {
                        for (RouteDefinition route :
                                configured.getRouteCollection().getRoutes()) {
                            rename(file, route, generation);
                            route.setResource(original);
                        }
                    }
                });
            }
            context.addRoutes(builder);
        }
    }

    private Collection<RoutesBuilder> builders(String location, String text) throws Exception {
        return PluginHelper.getRoutesLoader(context).findRoutesBuilders(ResourceHelper.fromString(location, text));
    }

    /**
     * The ids of steps stay as the author gave them; only the prefix, which Camel adds where ids must be unique in the
     * whole context, tells generations apart.
     */
    private void rename(RouteFile file, RouteDefinition route, int generation) {
        if (route.hasCustomIdAssigned()) {
            String id = GenerationNames.routeId(file, route.getId(), generation);
            if (model.getRouteDefinition(id) != null) {
                throw new IllegalArgumentException("the route id '%s' is taken by another route".formatted(id));
            }
            route.setId(id);
            route.setNodePrefixId(id + ":");
        }
    }

    private void remove(RouteDefinition route) {
        try {
            Route started = route.getId() == null ? null : context.getRoute(route.getId());
            if (started != null) {
                context.getRouteController().stopRoute(route.getId(), STOP_SECONDS, TimeUnit.SECONDS);
            }
            model.removeRouteDefinition(route);
            if (started != null) {
                removeUnused(started.getEndpoint());
            }
        } catch (Exception e) {
            LOG.warn("Route {} could not be removed: {}", route.getId(), e.getMessage());
            model.getRouteDefinitions().remove(route);
        }
    }

    /** Camel keeps the endpoint of a removed REST route, whose uri names the route's id and is never used again. */
    private void removeUnused(Endpoint endpoint) throws Exception {
        if (context.getRoutes().stream().noneMatch(route -> route.getEndpoint() == endpoint)) {
            context.removeEndpoint(endpoint);
        }
    }

    private InstalledRoutes newOnes(Set<RouteDefinition> routesBefore, Set<?> restsBefore) {
        return new InstalledRoutes(
                model.getRouteDefinitions().stream()
                        .filter(route -> !routesBefore.contains(route))
                        .toList(),
                model.getRestDefinitions().stream()
                        .filter(rest -> !restsBefore.contains(rest))
                        .toList());
    }

    private static <T> Set<T> identitySet(List<T> values) {
        Set<T> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(values);
        return set;
    }
}
