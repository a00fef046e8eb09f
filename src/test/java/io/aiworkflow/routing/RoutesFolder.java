package io.aiworkflow.routing;

import io.aiworkflow.connections.HttpConnectionComponent;
import io.aiworkflow.connections.SqlConnectionComponent;
import io.aiworkflow.destinations.DestinationComponent;
import io.aiworkflow.egress.TestEgress;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import io.aiworkflow.testsupport.TestConnections;
import io.aiworkflow.waiting.Answer;
import io.aiworkflow.waiting.WaitingComponent;
import io.aiworkflow.waiting.WaitingPoint;
import io.aiworkflow.waiting.WaitingPoints;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.TriggerComponent;
import io.aiworkflow.workflow.TriggerRoutes;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowComponent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** A routes folder with a Camel context and a loader over it, without Spring and without a database. */
final class RoutesFolder implements AutoCloseable {
    final Path directory;
    final DefaultCamelContext context = new DefaultCamelContext();
    final WorkflowCatalogue catalogue = new WorkflowCatalogue();
    final TriggerRoutes triggers;
    final AuthorResources resources;
    final AuthorRights rights;
    final RouteLoader loader;

    RoutesFolder(Path directory) {
        this(directory, PolicyLevel.OPEN, Map.of(), Map.of(), reports -> {});
    }

    RoutesFolder(Path directory, RouteReports reports) {
        this(directory, PolicyLevel.OPEN, Map.of(), Map.of(), reports);
    }

    /** @param connections the urls of HTTP connections, by name */
    RoutesFolder(Path directory, PolicyLevel level, Map<String, String> connections) {
        this(directory, level, connections, Map.of());
    }

    /** @param destinations the uris of destinations, by name */
    RoutesFolder(Path directory, PolicyLevel level, Map<String, String> connections, Map<String, String> destinations) {
        this(directory, level, connections, destinations, reports -> {});
    }

    private RoutesFolder(
            Path directory,
            PolicyLevel level,
            Map<String, String> connections,
            Map<String, String> destinations,
            RouteReports reports) {
        this.directory = directory;
        this.rights = new AuthorRights(
                level,
                TestConnections.to(connections),
                TestConnections.databases("crm"),
                TestConnections.destinations(destinations));
        RoutesProperties properties = new RoutesProperties(directory);
        this.resources = new AuthorResources(properties);
        context.disableJMX();
        context.getCamelContextExtension().setErrorHandlerFactory(ErrorPolicies.passOn());
        context.addComponent("workflow", new WorkflowComponent(catalogue, resources, new RefusedSubRuns()));
        triggers = new TriggerRoutes(catalogue);
        context.addComponent("quartz", new TriggerComponent(triggers));
        for (WaitingPoint.Kind kind : WaitingPoint.Kind.values()) {
            context.addComponent(
                    kind.name().toLowerCase(Locale.ROOT), new WaitingComponent(kind, new RefusedWaiting(), resources));
        }
        KameletParameters.install(context);
        TestEgress.guard(context, "127.0.0.1");
        context.addComponent("http-connection", new HttpConnectionComponent(rights.connections()));
        context.addComponent("sql-connection", new SqlConnectionComponent(rights.databases()));
        context.addComponent("destination", new DestinationComponent(rights.destinations(), call -> call));
        PlatformHttpComponent http = new PlatformHttpComponent();
        http.setEngine(new ScratchContext.NoHttpServer());
        context.addComponent("platform-http", http);
        context.getRestConfiguration().setInlineRoutes(false);
        loader = new RouteLoader(properties, rights, catalogue, resources, reports);
    }

    LoadedFiles files() {
        return new LoadedFiles(directory, context, catalogue, resources, rights);
    }

    RoutesFolder start() {
        context.start();
        loader.start(context);
        return this;
    }

    RoutesFolder bind(String name, Object bean) {
        context.getRegistry().bind(name, bean);
        return this;
    }

    RoutesFolder write(String path, String text) {
        try {
            Path file = directory.resolve(path);
            Files.createDirectories(file.getParent());
            Path draft = Files.createTempFile(directory, "draft", ".tmp");
            Files.writeString(draft, text);
            Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String path) {
        try {
            Files.delete(directory.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result of one execution of the workflow that new runs would use, or what it failed with as text. */
    Object run(String workflow, Object input) {
        LoadedWorkflow loaded = catalogue
                .current(workflow)
                .orElseThrow(() -> new PermanentException(ErrorCode.WORKFLOW_NOT_FOUND, workflow));
        AtomicReference<Object> result = new AtomicReference<>();
        boolean executed = loaded.execute(
                exchange -> exchange.getMessage().setBody(input), exchange -> result.set(resultOf(exchange)));
        return executed ? result.get() : "closed";
    }

    private static Object resultOf(Exchange exchange) {
        return exchange.getException() != null
                ? exchange.getException().toString()
                : exchange.getMessage().getBody();
    }

    @Override
    public void close() {
        loader.stop();
        context.stop();
    }

    private static final class RefusedSubRuns implements SubRuns {
        @Override
        public String start(Exchange exchange, String workflow, com.fasterxml.jackson.databind.JsonNode input) {
            throw new UnsupportedOperationException("no runs here");
        }

        @Override
        public com.fasterxml.jackson.databind.JsonNode call(
                Exchange exchange, String workflow, com.fasterxml.jackson.databind.JsonNode input, Instant until) {
            throw new UnsupportedOperationException("no runs here");
        }
    }

    private static final class RefusedWaiting implements WaitingPoints {
        @Override
        public Answer await(Exchange exchange, WaitingPoint point) {
            throw new UnsupportedOperationException("no runs here");
        }

        @Override
        public String open(Exchange exchange, String name) {
            throw new UnsupportedOperationException("no runs here");
        }
    }
}
