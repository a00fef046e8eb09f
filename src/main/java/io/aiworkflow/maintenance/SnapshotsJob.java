package io.aiworkflow.maintenance;

import io.aiworkflow.knowledge.IndexSnapshotActions;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Takes a copy of the vector index of each embedding model, and keeps the newest ones. */
@Component("maintenanceSnapshots")
class SnapshotsJob extends MaintenanceJob {
    private final IndexSnapshotActions snapshots;
    private final MaintenanceProperties properties;

    SnapshotsJob(JobRuns runs, IndexSnapshotActions snapshots, MaintenanceProperties properties) {
        super(runs);
        this.snapshots = snapshots;
        this.properties = properties;
    }

    @Override
    protected JobResult work(JobWork work) {
        List<Map<String, Object>> taken;
        int deleted;
        try {
            taken = snapshots.take(null);
        } finally {
            // Also when one could not be taken: what is left of it would pile up.
            deleted = snapshots.keep(null, properties.snapshots());
        }
        return new JobResult(
                !taken.isEmpty(),
                taken.isEmpty()
                        ? "There is no index yet."
                        : "Took %d snapshots and deleted %d old ones.".formatted(taken.size(), deleted),
                Map.of("taken", taken, "deleted", deleted));
    }
}
