package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of the engine's chores. */
@Component
@Profile("api")
class MaintenanceRoutes extends OperationRoutes {
    private final MaintenanceOperations jobs;
    private final ReportOperations reports;

    MaintenanceRoutes(MaintenanceOperations jobs, ReportOperations reports, ObjectMapper json) {
        super(json);
        this.jobs = jobs;
        this.reports = reports;
    }

    @Override
    public void configure() {
        rest("/api/v1/maintenance")
                .get()
                .to("direct:list-maintenance-jobs")
                .get("/reports")
                .to("direct:list-maintenance-reports")
                .get("/reports/{id}")
                .to("direct:get-maintenance-report")
                .get("/{job}")
                .to("direct:get-maintenance-job")
                .post("/{job}/run")
                .to("direct:run-maintenance-job")
                .post("/{job}/pause")
                .to("direct:pause-maintenance-job")
                .post("/{job}/resume")
                .to("direct:resume-maintenance-job");

        operation("list-maintenance-jobs", "Lists the maintenance jobs", request -> jobs.list());
        operation("get-maintenance-job", "Tells how a maintenance job stands", jobs::get);
        operation("run-maintenance-job", "Starts a run of a maintenance job", jobs::run);
        operation("pause-maintenance-job", "Pauses a maintenance job", jobs::pause);
        operation("resume-maintenance-job", "Resumes a maintenance job", jobs::resume);
        operation("list-maintenance-reports", "Lists the reports, newest first", reports::list);
        operation("get-maintenance-report", "Tells one report in full", reports::get);
    }
}
