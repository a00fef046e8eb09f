package io.aiworkflow.routing;

import io.aiworkflow.workflow.LoadedWorkflow;
import java.util.Optional;

/** A route file whose routes are started. */
record LoadedFile(RouteFile file, InstalledRoutes routes, Optional<LoadedWorkflow> workflow) {

    /** Whether the file's text names the Kamelet, prompt or schema. */
    boolean mentions(String name) {
        return file.text().contains(name);
    }
}
