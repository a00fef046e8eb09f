package io.aiworkflow.worker;

import io.aiworkflow.run.Claim;
import io.aiworkflow.run.ClaimRequest;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Claims runs for this worker: only such as it can execute, and none while its lease is in doubt or it drains. */
@Component
class RunSource {
    private final RunQueue queue;
    private final WorkflowCatalogue catalogue;
    private final WorkerIdentity self;
    private final WorkerStanding standing;
    private final int suspectFrom;

    RunSource(
            RunQueue queue,
            WorkflowCatalogue catalogue,
            WorkerIdentity self,
            WorkerStanding standing,
            WorkerProperties properties) {
        this.suspectFrom = properties.suspectFrom();
        this.queue = queue;
        this.catalogue = catalogue;
        this.self = self;
        this.standing = standing;
    }

    List<Claim> claim(int most) {
        return claim(most, 0, suspectFrom - 1);
    }

    /** One run that may be what kills workers. */
    Optional<Claim> claimSuspect() {
        return claim(1, suspectFrom, Integer.MAX_VALUE).stream().findFirst();
    }

    private List<Claim> claim(int most, int leastCrashes, int mostCrashes) {
        if (standing.hindrance().isPresent()) {
            return List.of();
        }
        return queue.claim(new ClaimRequest(
                self.id(),
                catalogue.executable(),
                catalogue.loaded(),
                catalogue.limits(),
                most,
                leastCrashes,
                mostCrashes));
    }

    /** Takes this run if it is queued, its workflow's limit allows it, and it need not be executed alone. */
    Optional<Claim> claimOne(UUID run, String workflow) {
        if (standing.hindrance().isPresent() || catalogue.isHeld(workflow)) {
            return Optional.empty();
        }
        return queue.claimOne(self.id(), run, catalogue.limits().getOrDefault(workflow, 0), suspectFrom - 1);
    }
}
