package io.aiworkflow.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.connections.HttpConnectionComponent;
import io.aiworkflow.connections.SqlConnectionComponent;
import io.aiworkflow.destinations.DestinationComponent;
import io.aiworkflow.egress.GuardedHttp;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.waiting.Answer;
import io.aiworkflow.waiting.WaitingComponent;
import io.aiworkflow.waiting.WaitingPoint;
import io.aiworkflow.waiting.WaitingPoints;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.TriggerComponent;
import io.aiworkflow.workflow.TriggerRoutes;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowComponent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultRegistry;

/**
 * A throw-away Camel context in which files are loaded on trial. It has the application's beans and settings, a
 * catalogue of its own and no web server, so that nothing outside notices the trial.
 */
final class ScratchContext implements AutoCloseable {
    private final DefaultCamelContext context;
    private final RouteInstaller installer;
    private final HttpConnectionComponent http;
    private final SqlConnectionComponent sql;
    private int trials;

    ScratchContext(CamelContext application, AuthorResources resources, AuthorRights rights) throws Exception {
        context = new DefaultCamelContext(new DefaultRegistry(new ScratchBeans(application)));
        context.getCamelContextExtension().setName("trial");
        context.disableJMX();
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.setLoadTypeConverters(application.isLoadTypeConverters());
        context.getGlobalEndpointConfiguration().setAutowiredEnabled(false);
        context.getPropertiesComponent().addPropertiesSource(new ApplicationSettings(application));
        WorkflowCatalogue catalogue = new WorkflowCatalogue();
        context.addComponent("workflow", new WorkflowComponent(catalogue, resources, new NoSubRuns()));
        context.addComponent(TriggerRules.SCHEME, new TriggerComponent(new TriggerRoutes(catalogue)));
        for (WaitingPoint.Kind kind : WaitingPoint.Kind.values()) {
            context.addComponent(
                    kind.name().toLowerCase(Locale.ROOT), new WaitingComponent(kind, new NoWaiting(), resources));
        }
        http = new HttpConnectionComponent(rights.connections());
        context.addComponent(ConnectionRules.SCHEME, http);
        sql = new SqlConnectionComponent(rights.databases());
        context.addComponent(SqlConnectionRules.SCHEME, sql);
        context.addComponent(DestinationRules.SCHEME, new DestinationComponent(rights.destinations(), call -> call));
        KameletParameters.install(context);
        PlatformHttpComponent doors = new PlatformHttpComponent();
        doors.setEngine(new NoHttpServer());
        context.addComponent("platform-http", doors);
        GuardedHttp.installLike(application, context);
        context.getRestConfiguration().setInlineRoutes(false);
        context.start();
        installer = new RouteInstaller(context);
    }

    void addKamelets(Collection<RouteFile> kamelets) throws Exception {
        for (RouteFile kamelet : kamelets) {
            installer.addTemplate(kamelet);
        }
    }

    /** Loads and starts the file's routes, and removes them again. */
    void tryRoutes(RouteFile file) throws Exception {
        installer.remove(installer.install(file, ++trials, Set.of()));
    }

    /** Takes the place of an earlier Kamelet of this name, and is tried with one route that uses it. */
    void tryKamelet(RouteFile file) throws Exception {
        installer.removeTemplate(file.name());
        installer.addTemplate(file);
        KameletDefinition kamelet = KameletDefinition.of(file);
        String options = kamelet.examples().entrySet().stream()
                .map(example -> example.getKey() + "=" + URLEncoder.encode(example.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String uri = "kamelet:%s/trial_%d?%s".formatted(file.name(), ++trials, options);
        boolean source = file.name().endsWith("-source");
        // An example of a connection's name is not the name of one that is there.
        http.acceptAnyName(true);
        sql.acceptAnyName(true);
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(source ? uri : "direct:trial_" + trials)
                            .routeId("trial_of_" + trials)
                            .to(source ? "log:trial" : uri);
                }
            });
        } finally {
            http.acceptAnyName(false);
            sql.acceptAnyName(false);
        }
    }

    @Override
    public void close() {
        context.stop();
    }

    private record ApplicationSettings(CamelContext application) implements PropertiesSource {
        @Override
        public String getName() {
            return "application";
        }

        @Override
        public String getProperty(String name) {
            return application.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }

    private static final class NoSubRuns implements SubRuns {
        @Override
        public String start(Exchange exchange, String workflow, JsonNode input) {
            throw new UnsupportedOperationException("a trial executes nothing");
        }

        @Override
        public JsonNode call(Exchange exchange, String workflow, JsonNode input, Instant until) {
            throw new UnsupportedOperationException("a trial executes nothing");
        }
    }

    private static final class NoWaiting implements WaitingPoints {
        @Override
        public Answer await(Exchange exchange, WaitingPoint point) {
            throw new UnsupportedOperationException("a trial executes nothing");
        }

        @Override
        public String open(Exchange exchange, String name) {
            throw new UnsupportedOperationException("a trial executes nothing");
        }
    }

    static final class NoHttpServer implements PlatformHttpEngine {
        @Override
        public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            return new SilentConsumer(endpoint, processor);
        }
    }

    private static final class SilentConsumer extends DefaultConsumer implements PlatformHttpConsumer {
        SilentConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }
    }
}
