package io.aiworkflow.routing;

import io.aiworkflow.platform.LabelValues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * Counts the exchanges of each route. All loads of a file count as one route; the routes that Camel makes of Kamelets, one
 * for each use, are not counted.
 */
@Component
final class RouteMeters implements RoutePolicyFactory {
    private static final int MOST_ROUTES = 500;

    private final MeterRegistry registry;
    private final LabelValues names = new LabelValues(MOST_ROUTES);
    private final Map<String, Figures> figures = new ConcurrentHashMap<>();

    RouteMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        if (route instanceof RouteDefinition definition && definition.getTemplateParameters() != null) {
            return null;
        }
        // A policy of its own for each route: Camel stops it together with the route.
        return new Policy(figures.computeIfAbsent(names.of(GenerationNames.authorsId(routeId)), Figures::new));
    }

    /** What is counted under one name, whatever routes go by it at the moment. */
    private final class Figures {
        private final LongAdder inflight = new LongAdder();
        private final Counter completed;
        private final Counter failed;

        Figures(String name) {
            completed = exchanges(name, "completed");
            failed = exchanges(name, "failed");
            Gauge.builder("camel.exchanges.inflight", inflight, LongAdder::sum)
                    .description("Exchanges that a route works on")
                    .tag("route", name)
                    .register(registry);
        }

        private Counter exchanges(String name, String outcome) {
            return Counter.builder("camel.exchanges")
                    .description("Exchanges that a route has worked on")
                    .tag("route", name)
                    .tag("outcome", outcome)
                    .register(registry);
        }
    }

    private static final class Policy extends RoutePolicySupport {
        private final Figures figures;

        Policy(Figures figures) {
            this.figures = figures;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            figures.inflight.increment();
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            figures.inflight.decrement();
            (exchange.isFailed() ? figures.failed : figures.completed).increment();
        }
    }
}
