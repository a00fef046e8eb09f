package io.aiworkflow.maintenance;

import io.aiworkflow.chat.ConversationRetention;
import io.aiworkflow.usage.UsageRetention;
import org.springframework.stereotype.Component;

/**
 * Deletes what was kept for long enough: conversations, the account of calls to models, reports. Runs and their journals
 * go with {@link HistoryJob}. Security events stay: they are append-only for the engine too.
 */
@Component("maintenanceRetention")
class RetentionJob extends MaintenanceJob {
    private static final int MOST_BATCHES = 200;

    private final ConversationRetention conversations;
    private final UsageRetention usage;
    private final JdbcReports reports;
    private final MaintenanceProperties properties;

    RetentionJob(
            JobRuns runs,
            ConversationRetention conversations,
            UsageRetention usage,
            JdbcReports reports,
            MaintenanceProperties properties) {
        super(runs);
        this.conversations = conversations;
        this.usage = usage;
        this.reports = reports;
        this.properties = properties;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        work.part("conversations", conversations::sweep);
        work.part("modelCalls", usage::removeCalls);
        work.part("usageSums", usage::removeSums);
        work.part("reports", this::removeReports);
        return JobResult.of("Deleted what is older than its retention.", work.figures());
    }

    private long removeReports() throws InterruptedException {
        return JobWork.batches(JdbcReports.BATCH, MOST_BATCHES, () -> reports.removeOld(properties.reportRetention()));
    }
}
