package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.run.CancelRequest;
import io.aiworkflow.run.RetryRequest;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunControl;
import io.aiworkflow.run.RunState;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets people steer runs that were accepted. */
@Component
@Profile("api")
class RunControlOperations {
    private final RunControl control;

    RunControlOperations(RunControl control) {
        this.control = control;
    }

    Reply cancel(Message request) {
        JsonNode body = RequestParts.optionalBody(request, RequestSchemas.CANCEL_RUN);
        Run run = control.cancel(new CancelRequest(
                RequestParts.id(request),
                RequestParts.SUBMITTER,
                body.path("reason").asText(null)));
        return new Reply(run.state() == RunState.CANCELLED ? 200 : 202, Map.of(), RunView.of(run));
    }

    Reply retry(Message request) {
        JsonNode body = RequestParts.optionalBody(request, RequestSchemas.RETRY_RUN);
        Run run = control.retry(new RetryRequest(
                RequestParts.id(request),
                "start".equals(body.path("from").asText()),
                "current".equals(body.path("version").asText()),
                Optional.ofNullable(body.get("input"))));
        return new Reply(202, Map.of("Location", RunOperations.location(run.id())), RunView.of(run));
    }
}
