package io.aiworkflow.worker;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.JdbcWorkflowVersions;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.OnChange;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.VersionGone;
import io.aiworkflow.workflow.VersionRestorer;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds the version of its workflow that a run was accepted for, loading it again if need be. When it cannot be had any
 * more, the workflow's author has said what becomes of the run.
 */
@Component
class PinnedWorkflow {
    private static final Logger LOG = LoggerFactory.getLogger(PinnedWorkflow.class);

    private final WorkflowCatalogue catalogue;
    private final JdbcWorkflowVersions versions;
    private final VersionRestorer restorer;
    private final RunQueue queue;

    PinnedWorkflow(
            WorkflowCatalogue catalogue, JdbcWorkflowVersions versions, VersionRestorer restorer, RunQueue queue) {
        this.catalogue = catalogue;
        this.versions = versions;
        this.restorer = restorer;
        this.queue = queue;
    }

    /**
     * What the attempt is executed on. The run is bound to it, and its journal is read only after this.
     *
     * @return empty when no version of the workflow can be executed here
     * @throws io.aiworkflow.failure.EngineException when the attempt has failed by this
     * @throws InterruptedException when this process is stopping
     */
    Optional<LoadedWorkflow> of(Claim claim) throws InterruptedException {
        Optional<LoadedWorkflow> own = catalogue.find(claim.workflow(), claim.version());
        if (own.isPresent()) {
            return own;
        }
        try {
            return Optional.of(restorer.restore(kept(claim)));
        } catch (VersionGone e) {
            Optional<LoadedWorkflow> current = catalogue.current(claim.workflow());
            current.ifPresent(workflow -> change(claim, workflow.definition(), e));
            return current;
        }
    }

    private StoredVersion kept(Claim claim) throws VersionGone {
        StoredVersion version = versions.find(claim.workflow(), claim.version())
                .orElseThrow(() -> new VersionGone("its text is not kept any more", null));
        if (version.isJava()) {
            throw new VersionGone("it is written in Java, and no worker has the build that it belongs to", null);
        }
        return version;
    }

    private void change(Claim claim, WorkflowDefinition current, VersionGone reason) {
        OnChange decision = current.options().onChange();
        switch (decision) {
            case RESUME -> queue.bindVersion(claim, current.version());
            case RESTART -> queue.restart(claim, current.version());
            case FAIL ->
                throw new PermanentException(ErrorCode.WORKFLOW_VERSION_GONE, message(claim, current, reason), reason);
        }
        LOG.warn(
                "Run {} was accepted for version {} of {}, which cannot be had any more: {}; onChange={}, version {}",
                claim.runId(),
                claim.version(),
                claim.workflow(),
                reason.getMessage(),
                decision.optionValue(),
                current.version());
    }

    private static String message(Claim claim, WorkflowDefinition current, VersionGone reason) {
        return """
                the run was accepted for version %s of '%s', which cannot be had any more: %s. Bring back what is \
                missing and replay the run, or replay it on the current version %s""".formatted(claim.version(), claim.workflow(), reason.getMessage(), current.version());
    }
}
