package io.aiworkflow.maintenance;

import io.aiworkflow.knowledge.IndexActions;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Compares the vector indexes of all embedding models with the database, repairs what differs, and has those dropped that no
 * document is left in.
 */
@Component("maintenanceIndex")
class IndexJob extends MaintenanceJob {
    private final IndexActions index;

    IndexJob(JobRuns runs, IndexActions index) {
        super(runs);
        this.index = index;
    }

    @Override
    protected JobResult work(JobWork work) {
        Map<String, Object> found = index.repair(null);
        String summary = Boolean.TRUE.equals(found.get("repaired"))
                ? "Repaired the index: %s chunks were missing, %s different, %s too many."
                        .formatted(found.get("missing"), found.get("different"), found.get("surplus"))
                : "The index holds what the database holds.";
        int dropped = ((List<?>) found.get("dropped")).size();
        return JobResult.of(
                dropped == 0
                        ? summary
                        : summary + " Indexes without documents that were dropped: %d.".formatted(dropped),
                found);
    }
}
