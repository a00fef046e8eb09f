package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The same report for each period. */
@Configuration(proxyBeanMethods = false)
class ReportJobs {
    @Bean
    ReportJob maintenanceMorningReport(
            JobRuns runs, ReportFigures figures, JdbcReports reports, JdbcJobs clock, ObjectMapper json) {
        return new ReportJob(runs, ReportKind.MORNING, figures, reports, clock, json);
    }

    @Bean
    ReportJob maintenanceEveningReport(
            JobRuns runs, ReportFigures figures, JdbcReports reports, JdbcJobs clock, ObjectMapper json) {
        return new ReportJob(runs, ReportKind.EVENING, figures, reports, clock, json);
    }

    @Bean
    ReportJob maintenanceWeeklyReport(
            JobRuns runs, ReportFigures figures, JdbcReports reports, JdbcJobs clock, ObjectMapper json) {
        return new ReportJob(runs, ReportKind.WEEKLY, figures, reports, clock, json);
    }

    @Bean
    ReportJob maintenanceMonthlyReport(
            JobRuns runs, ReportFigures figures, JdbcReports reports, JdbcJobs clock, ObjectMapper json) {
        return new ReportJob(runs, ReportKind.MONTHLY, figures, reports, clock, json);
    }
}
