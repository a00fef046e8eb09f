package io.aiworkflow.intake;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.routing.RefusedFile;
import io.aiworkflow.routing.RouteLoader;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.List;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells which workflows there are that the caller may start, and authors which files were refused. */
@Component
@Profile("api")
class WorkflowOperations {
    private final WorkflowCatalogue catalogue;
    private final RouteLoader loader;
    private final CurrentSubmitter current;

    WorkflowOperations(WorkflowCatalogue catalogue, RouteLoader loader, CurrentSubmitter current) {
        this.catalogue = catalogue;
        this.loader = loader;
        this.current = current;
    }

    Reply list() {
        UserRole role = current.get().role();
        return Reply.ok(new Listing(
                catalogue.list().stream()
                        .filter(workflow -> role.includes(workflow.role()))
                        .map(WorkflowView::of)
                        .toList(),
                role.includes(UserRole.AUTHOR) ? loader.refused() : List.of()));
    }

    Reply get(Message request) {
        WorkflowDefinition workflow = catalogue.require(request.getHeader("name", String.class));
        if (!current.get().role().includes(workflow.role())) {
            throw WorkflowCatalogue.unknown(workflow.name());
        }
        return Reply.ok(WorkflowView.of(workflow));
    }

    /** What can be run, and what is not loaded as it lies on disk. */
    private record Listing(List<WorkflowView> workflows, List<RefusedFile> refused) {}
}
