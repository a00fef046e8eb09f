package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.UuidV7;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one report, stores it, and logs its one line. */
class ReportJob extends MaintenanceJob {
    private static final Logger LOG = LoggerFactory.getLogger(ReportJob.class);

    private final ReportKind kind;
    private final ReportFigures figures;
    private final JdbcReports reports;
    private final JdbcJobs clock;
    private final ObjectMapper json;

    ReportJob(
            JobRuns runs,
            ReportKind kind,
            ReportFigures figures,
            JdbcReports reports,
            JdbcJobs clock,
            ObjectMapper json) {
        super(runs);
        this.kind = kind;
        this.figures = figures;
        this.reports = reports;
        this.clock = clock;
        this.json = json;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        Instant until = clock.now();
        Instant from = until.minus(kind.period());
        figures.gather(kind, from, until, work);
        JsonNode gathered = json.valueToTree(work.figures());
        ReportText text = new ReportText(kind, from, until, gathered, work.failures());
        Report report =
                new Report(UuidV7.next(), kind.wireName(), until, from, until, text.summary(), text.whole(), gathered);
        reports.add(report);
        LOG.info("{} (GET /api/v1/maintenance/reports/{})", report.summary(), report.id());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("report", report.id().toString());
        return JobResult.of(report.summary(), result);
    }
}
