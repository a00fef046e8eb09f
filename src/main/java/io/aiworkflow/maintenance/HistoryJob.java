package io.aiworkflow.maintenance;

import io.aiworkflow.run.HistoryRetention;
import org.springframework.stereotype.Component;

/** Drops the weeks of the history whose runs all ended long enough ago, and versions of workflows that nobody needs. */
@Component("maintenanceHistory")
class HistoryJob extends MaintenanceJob {
    private final HistoryRetention history;

    HistoryJob(JobRuns runs, HistoryRetention history) {
        super(runs);
        this.history = history;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        work.part("droppedWeeks", history::dropOldWeeks);
        work.part("runsOfNoWeek", history::forgetRest);
        work.part("deletedVersions", history::deleteUnusedVersions);
        return JobResult.of("Dropped the history that is older than its retention.", work.figures());
    }
}
