package io.aiworkflow.maintenance;

import io.aiworkflow.platform.OfferedToRoutes;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;

/**
 * A chore of the engine, as the one step of a workflow in {@code routes/maintenance}. The workflow says when and how
 * often, {@link JobRuns} measures and reports; a chore only does its work, in bounded batches, and may be cut off.
 */
@OfferedToRoutes(maintenance = true)
public abstract class MaintenanceJob {
    private final JobRuns runs;

    protected MaintenanceJob(JobRuns runs) {
        this.runs = runs;
    }

    /** Does the work once. The result is that of the run. */
    @Handler
    public final Map<String, Object> run(Exchange exchange) throws Exception {
        return runs.measured(exchange, this::work);
    }

    /** @throws Exception when the chore as a whole could not be done; parts that fail alone go into the work */
    protected abstract JobResult work(JobWork work) throws Exception;
}
