package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.CancelRequest;
import io.aiworkflow.run.RetryRequest;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunControl;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.VisibleRuns;
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
    private final VisibleRuns visible;
    private final CurrentSubmitter submitter;
    private final CallerRights rights;
    private final ForeignRuns foreign;

    RunControlOperations(
            RunControl control,
            VisibleRuns visible,
            CurrentSubmitter submitter,
            CallerRights rights,
            ForeignRuns foreign) {
        this.rights = rights;
        this.foreign = foreign;
        this.control = control;
        this.visible = visible;
        this.submitter = submitter;
    }

    Reply cancel(Message request) {
        JsonNode body = RequestParts.optionalBody(request, RequestSchemas.CANCEL_RUN);
        Run run = control.cancel(new CancelRequest(
                visible.find(RequestParts.id(request)).id(),
                submitter.get().name(),
                body.path("reason").asText(null)));
        foreign.report("cancel", run);
        return new Reply(run.state() == RunState.CANCELLED ? 200 : 202, Map.of(), RunView.of(run));
    }

    Reply retry(Message request) {
        JsonNode body = RequestParts.optionalBody(request, RequestSchemas.RETRY_RUN);
        Run before = visible.find(RequestParts.id(request));
        if (body.has("input")) {
            rights.requireToStart(before.workflow());
        }
        Run run = control.retry(new RetryRequest(
                before.id(),
                "start".equals(body.path("from").asText()),
                "current".equals(body.path("version").asText()),
                Optional.ofNullable(body.get("input")),
                submitter.get().role()));
        foreign.report(body.has("input") ? "retry with another input" : "retry", run);
        return new Reply(202, Map.of("Location", RunOperations.location(run.id())), RunView.of(run));
    }
}
