package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The OpenAPI document: the fixed part as written in {@code openapi/engine.yaml}, and one path for each workflow with
 * the schemas that its author wrote.
 */
@Component
@Profile("api")
class OpenApiDocument {
    private static final String FIXED_PART = "openapi/engine.yaml";

    private final WorkflowCatalogue catalogue;
    private final ObjectNode fixed;
    private final String version;

    OpenApiDocument(WorkflowCatalogue catalogue, ObjectMapper json, ObjectProvider<BuildProperties> build)
            throws IOException {
        this.catalogue = catalogue;
        this.version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("0");
        try (InputStream in = new ClassPathResource(FIXED_PART).getInputStream()) {
            fixed = json.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
        }
    }

    ObjectNode document() {
        ObjectNode document = fixed.deepCopy();
        document.withObject("/info").put("version", version);
        ObjectNode paths = document.withObject("/paths");
        ObjectNode submit =
                (ObjectNode) paths.get("/api/v1/workflows/{name}/runs").get("post");
        catalogue
                .list()
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
