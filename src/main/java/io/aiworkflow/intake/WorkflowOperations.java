package io.aiworkflow.intake;

import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells which workflows there are. */
@Component
@Profile("api")
class WorkflowOperations {
    private final WorkflowCatalogue catalogue;

    WorkflowOperations(WorkflowCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    Reply list() {
        return Reply.ok(Map.of(
                "workflows", catalogue.list().stream().map(WorkflowView::of).toList(), "refused", List.of()));
    }

    Reply get(Message request) {
        return Reply.ok(WorkflowView.of(catalogue.require(request.getHeader("name", String.class))));
    }
}
