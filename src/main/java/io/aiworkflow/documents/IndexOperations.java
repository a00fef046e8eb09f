package io.aiworkflow.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.knowledge.IndexActions;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.Runs;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets operators look after the vector indexes. What takes long is a run; going forth and back is done at once. */
@Component
@Profile("api")
class IndexOperations {
    private static final DocumentSchema CARE = RequestSchemas.read("index-care");

    private final IndexActions index;
    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final CurrentSubmitter current;

    IndexOperations(IndexActions index, WorkflowCatalogue catalogue, Runs runs, CurrentSubmitter current) {
        this.index = index;
        this.catalogue = catalogue;
        this.runs = runs;
        this.current = current;
    }

    Reply status(Message request) {
        return Reply.ok(index.status(RequestParts.text(request, "model").orElse(null)));
    }

    Reply compare(Message request) {
        return start("compare-index", request);
    }

    Reply repair(Message request) {
        return start("repair-index", request);
    }

    Reply rebuild(Message request) {
        return start("rebuild-index", request);
    }

    Reply confirm(Message request) {
        return done(index.confirm(model(request)));
    }

    Reply revert(Message request) {
        return done(index.revert(model(request)));
    }

    private Reply start(String name, Message request) {
        WorkflowDefinition workflow = catalogue.require(name);
        JsonNode input = RequestParts.optionalBody(request, CARE);
        NewRun run = NewRun.of(workflow, input, current.get(), RequestParts.idempotencyKey(request), Optional.empty());
        return Reply.accepted(workflow, runs.submit(run));
    }

    private static String model(Message request) {
        return RequestParts.optionalBody(request, CARE).path("model").textValue();
    }

    private static Reply done(Map<String, Object> result) {
        if (Boolean.FALSE.equals(result.remove("changed"))) {
            throw new PermanentException(
                    ErrorCode.STATE_CONFLICT, "there is no index before the present one; a rebuild leaves one");
        }
        return Reply.ok(result);
    }
}
