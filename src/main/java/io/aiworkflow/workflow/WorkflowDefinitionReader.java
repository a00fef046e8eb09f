package io.aiworkflow.workflow;

import io.aiworkflow.platform.AuthorResources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Reads from a route and its endpoint what the workflow declares, and computes its version. */
final class WorkflowDefinitionReader {
    private static final int VERSION_BYTES = 8;

    private WorkflowDefinitionReader() {}

    static WorkflowDefinition read(WorkflowEndpoint endpoint, Route route, RouteDefinition model) throws Exception {
        if (route.getSourceResource() instanceof StoredVersionResource stored) {
            return restored(endpoint, stored.version(), model);
        }
        AuthorResources resources = endpoint.getComponent().resources();
        Optional<DocumentSchema> input = schema(resources, endpoint.getInput());
        Optional<DocumentSchema> output = schema(resources, endpoint.getOutput());
        String content = content(route, model);
        return new WorkflowDefinition(
                endpoint.getName(),
                version(content, input, output),
                description(model),
                source(route),
                content,
                input,
                output,
                endpoint.options());
    }

    /** What was kept counts, not what the files hold now, so that the run is judged by what it was accepted for. */
    private static WorkflowDefinition restored(
            WorkflowEndpoint endpoint, StoredVersion version, RouteDefinition model) {
        return new WorkflowDefinition(
                endpoint.getName(),
                version.version(),
                description(model),
                version.source(),
                version.content(),
                version.inputSchema().map(text -> DocumentSchema.parse("the kept input schema", text)),
                version.outputSchema().map(text -> DocumentSchema.parse("the kept output schema", text)),
                endpoint.options());
    }

    private static String description(RouteDefinition model) {
        return model.getDescriptionText() == null ? "" : model.getDescriptionText();
    }

    private static Optional<DocumentSchema> schema(AuthorResources resources, String name) {
        return Optional.ofNullable(name).map(file -> DocumentSchema.parse(file, resources.read(file)));
    }

    /** The text of the route's file, or for a route written in Java its model as YAML. */
    static String content(Route route, RouteDefinition model) throws Exception {
        Resource resource = route.getSourceResource();
        if (resource != null && resource.exists() && resource.getLocation().endsWith(".yaml")) {
            try (InputStream in = resource.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return PluginHelper.getModelToYAMLDumper(route.getCamelContext())
                .dumpModelAsYaml(route.getCamelContext(), model, false, false, false, false);
    }

    /** Of a route written in Java Camel names the class, which is nobody's business outside. */
    static String source(Route route) {
        Resource resource = route.getSourceResource();
        if (resource == null || !resource.getLocation().endsWith(".yaml")) {
            return WorkflowDefinition.javaSource(route.getRouteId());
        }
        String location = resource.getLocation();
        return location.substring(location.indexOf(':') + 1);
    }

    private static String version(String content, Optional<DocumentSchema> input, Optional<DocumentSchema> output)
            throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {
                content,
                input.map(schema -> schema.document().toString()).orElse(""),
                output.map(schema -> schema.document().toString()).orElse("")
            }) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
