package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.model.ModelAdministration;
import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.model.ModelStatus;
import io.aiworkflow.model.QueueView;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.Runs;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets operators look at model servers and change which models they have. What takes long is a run. */
@Component
@Profile("api")
class ModelOperations {
    private static final DocumentSchema DELETE = RequestSchemas.read("delete-model");

    private final ModelGateway gateway;
    private final ModelAdministration models;
    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final CurrentSubmitter submitter;

    ModelOperations(
            ModelGateway gateway,
            ModelAdministration models,
            WorkflowCatalogue catalogue,
            Runs runs,
            CurrentSubmitter submitter) {
        this.gateway = gateway;
        this.models = models;
        this.catalogue = catalogue;
        this.runs = runs;
        this.submitter = submitter;
    }

    /** A server that does not answer is part of the answer. */
    Reply list() {
        return Reply.ok(new Servers(gateway.status()));
    }

    Reply queue() {
        return Reply.ok(new Queue(gateway.queue()));
    }

    Reply details(Message request) {
        String model = RequestParts.text(request, "model")
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> RequestParts.malformed("say with 'model' which model is meant"));
        return Reply.ok(models.show(model, RequestParts.text(request, "server")));
    }

    Reply delete(Message request) {
        JsonNode body = RequestParts.optionalBody(request, DELETE);
        models.delete(body.get("model").asText(), server(body));
        return Reply.done();
    }

    Reply pull(Message request) {
        return start("pull-model", request);
    }

    Reply preload(Message request) {
        return start("preload-model", request);
    }

    private Reply start(String name, Message request) {
        WorkflowDefinition workflow = catalogue.require(name);
        JsonNode body = RequestParts.body(request);
        List<FieldError> errors = workflow.input().orElseThrow().validate(body);
        if (!errors.isEmpty()) {
            throw new InvalidInput("the body does not fit; /openapi.json describes it", errors);
        }
        models.requireServer(server(body));
        NewRun run = NewRun.of(workflow, body, submitter.get(), RequestParts.idempotencyKey(request), Optional.empty());
        return RunOperations.accepted(workflow, runs.submit(run));
    }

    private static Optional<String> server(JsonNode body) {
        return Optional.ofNullable(body.get("server")).map(JsonNode::asText);
    }

    private record Servers(List<ModelStatus> servers) {}

    private record Queue(List<QueueView> models) {}
}
