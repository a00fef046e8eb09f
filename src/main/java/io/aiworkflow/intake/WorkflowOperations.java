package io.aiworkflow.intake;

import io.aiworkflow.routing.RefusedFile;
import io.aiworkflow.routing.RouteLoader;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.List;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells which workflows there are. */
@Component
@Profile("api")
class WorkflowOperations {
    private final WorkflowCatalogue catalogue;
    private final RouteLoader loader;

    WorkflowOperations(WorkflowCatalogue catalogue, RouteLoader loader) {
        this.catalogue = catalogue;
        this.loader = loader;
    }

    Reply list() {
        return Reply.ok(
                new Listing(catalogue.list().stream().map(WorkflowView::of).toList(), loader.refused()));
    }

    Reply get(Message request) {
        return Reply.ok(WorkflowView.of(catalogue.require(request.getHeader("name", String.class))));
    }

    /** What can be run, and what is not loaded as it lies on disk. */
    private record Listing(List<WorkflowView> workflows, List<RefusedFile> refused) {}
}
