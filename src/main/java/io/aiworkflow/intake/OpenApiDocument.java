package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The OpenAPI document: the fixed part as written in {@code openapi/}, and one path for each workflow that
 * the caller may start, with the schemas that its author wrote.
 */
@Component
@Profile("api")
class OpenApiDocument {
    private final WorkflowCatalogue catalogue;
    private final OpenApiFile fixed;
    private final String version;
    private final CurrentSubmitter current;

    OpenApiDocument(
            WorkflowCatalogue catalogue,
            OpenApiFile fixed,
            ObjectProvider<BuildProperties> build,
            CurrentSubmitter current) {
        this.current = current;
        this.catalogue = catalogue;
        this.fixed = fixed;
        this.version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("0");
    }

    ObjectNode document() {
        ObjectNode document = fixed.copy();
        document.withObject("/info").put("version", version);
        ObjectNode paths = document.withObject("/paths");
        ObjectNode submit =
                (ObjectNode) paths.get("/api/v1/workflows/{name}/runs").get("post");
        UserRole role = current.get().role();
        catalogue.list().stream()
                .filter(workflow -> role.includes(workflow.role()))
                .forEach(workflow ->
                        paths.set("/api/v1/workflows/" + workflow.name() + "/runs", path(workflow, submit.deepCopy())));
        return document;
    }

    private static ObjectNode path(WorkflowDefinition workflow, ObjectNode submit) {
        submit.put("operationId", "run-" + workflow.name());
        submit.put("summary", workflow.description());
        submit.set("tags", submit.arrayNode().add("workflows"));
        removeNameParameter(submit.withArray("/parameters"));
        workflow.input()
                .map(DocumentSchema::document)
                .ifPresent(schema -> submit.withObject("/requestBody/content")
                        .withObject("/application~1json")
                        .set("schema", schema));
        workflow.output()
                .map(DocumentSchema::document)
                .ifPresent(schema -> submit.withObject("/responses/200/content")
                        .withObject("/application~1json/schema/properties")
                        .set("result", schema));
        return submit.objectNode().set("post", submit);
    }

    private static void removeNameParameter(ArrayNode parameters) {
        for (int i = parameters.size() - 1; i >= 0; i--) {
            if ("name".equals(parameters.get(i).path("name").asText())) {
                parameters.remove(i);
            }
        }
    }
}
