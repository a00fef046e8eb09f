package io.aiworkflow.intake;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.VisibleRuns;
import io.aiworkflow.trace.WorkflowDiagrams;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Gives the drawings of workflows and runs to those who may see them. The operations of Camel answer with JSON only. */
@RestController
@Profile("api")
class DiagramDoor {
    private static final String SVG = "image/svg+xml";

    private final WorkflowDiagrams diagrams;
    private final WorkflowCatalogue catalogue;
    private final VisibleRuns visible;
    private final CurrentSubmitter current;

    DiagramDoor(WorkflowDiagrams diagrams, WorkflowCatalogue catalogue, VisibleRuns visible, CurrentSubmitter current) {
        this.diagrams = diagrams;
        this.catalogue = catalogue;
        this.visible = visible;
        this.current = current;
    }

    @GetMapping(path = "/api/v1/workflows/{name}/diagram.svg", produces = SVG)
    String ofWorkflow(@PathVariable String name) {
        if (!current.get().role().includes(catalogue.require(name).role())) {
            throw WorkflowCatalogue.unknown(name);
        }
        return diagrams.ofWorkflow(name);
    }

    @GetMapping(path = "/api/v1/runs/{id}/diagram.svg", produces = SVG)
    String ofRun(@PathVariable UUID id) {
        return diagrams.ofRun(visible.find(id));
    }
}
