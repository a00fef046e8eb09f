package io.aiworkflow.worker;

import io.aiworkflow.platform.BackgroundTask;
import io.aiworkflow.run.JdbcWorkflowVersions;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.Set;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Looks now and then for runs of workflows whose file is deleted or refused and whose own version is kept, so that they
 * are claimed all the same.
 */
@Component
@Profile("worker")
class KeptWorkflows extends BackgroundTask {
    private final WorkflowCatalogue catalogue;
    private final JdbcWorkflowVersions versions;
    private final RunSignals signals;

    KeptWorkflows(
            WorkflowCatalogue catalogue,
            JdbcWorkflowVersions versions,
            RunSignals signals,
            WorkerProperties properties) {
        super("kept-workflows", properties.reapEvery());
        this.catalogue = catalogue;
        this.versions = versions;
        this.signals = signals;
    }

    @Override
    protected void work() {
        Set<String> names = versions.restorable(
                catalogue.list().stream().map(definition -> definition.name()).toList());
        catalogue.restorable(names);
        if (!names.isEmpty()) {
            signals.queued();
        }
    }
}
