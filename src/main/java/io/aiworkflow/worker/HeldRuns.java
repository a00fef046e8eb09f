package io.aiworkflow.worker;

import io.aiworkflow.run.Claim;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The runs that this process has in hand at the moment, those that wait for a thread and sub-runs included. What the
 * database says this worker holds and is not here was lost on the way.
 */
@Component
class HeldRuns {
    private final Set<Claim> claims = ConcurrentHashMap.newKeySet();
    private final WorkflowCatalogue catalogue;

    HeldRuns(WorkflowCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    void add(Claim claim) {
        claims.add(claim);
    }

    void remove(Claim claim) {
        claims.remove(claim);
    }

    Collection<Claim> all() {
        return List.copyOf(claims);
    }

    UUID[] ids() {
        return claims.stream().map(Claim::runId).toArray(UUID[]::new);
    }

    /** Whether the workflow sets a limit to how many of its runs are executed here at a time. */
    boolean isLimited(String workflow) {
        return limit(workflow) > 0;
    }

    /** How many more runs of the workflow may be executed here, at most {@code wanted}. */
    int room(String workflow, int wanted) {
        int limit = limit(workflow);
        if (limit == 0) {
            return wanted;
        }
        long executing = claims.stream()
                .filter(claim -> claim.workflow().equals(workflow))
                .count();
        return (int) Math.max(0, Math.min(wanted, limit - executing));
    }

    private int limit(String workflow) {
        return catalogue
                .current(workflow)
                .map(LoadedWorkflow::definition)
                .map(definition -> definition.concurrency())
                .orElse(0);
    }
}
