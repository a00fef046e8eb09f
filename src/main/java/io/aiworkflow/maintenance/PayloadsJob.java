package io.aiworkflow.maintenance;

import org.springframework.stereotype.Component;

/** Deletes outputs of steps, lines of journals and progress of runs that are not there. */
@Component("maintenancePayloads")
class PayloadsJob extends MaintenanceJob {
    private static final int MOST_BATCHES = 100;

    private final JdbcOrphans orphans;

    PayloadsJob(JobRuns runs, JdbcOrphans orphans) {
        super(runs);
        this.orphans = orphans;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        for (JdbcOrphans.Kind kind : JdbcOrphans.Kind.values()) {
            work.part(
                    kind.wireName(),
                    () -> JobWork.batches(JdbcOrphans.BATCH, MOST_BATCHES, () -> orphans.delete(kind)));
        }
        return JobResult.of("Deleted what belongs to no run.", work.figures());
    }
}
