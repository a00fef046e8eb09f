package io.aiworkflow.maintenance;

import io.aiworkflow.knowledge.IndexActions;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Compares the vector indexes of all embedding models with the database, and repairs what differs. */
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
        return JobResult.of(summary, found);
    }
}
