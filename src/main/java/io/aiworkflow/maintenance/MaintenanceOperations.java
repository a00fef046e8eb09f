package io.aiworkflow.maintenance;

import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets operators see the chores, start them by hand, and have their planned times left out for a while. */
@Component
@Profile("api")
class MaintenanceOperations {
    private final MaintenanceJobs jobs;
    private final JobControl control;

    MaintenanceOperations(MaintenanceJobs jobs, JobControl control) {
        this.jobs = jobs;
        this.control = control;
    }

    Reply list() {
        List<JobView> all = jobs.all().stream().map(JobView::of).toList();
        return Reply.ok(Map.of("jobs", all));
    }

    Reply get(Message request) {
        return Reply.ok(JobView.of(required(request)));
    }

    Reply run(Message request) {
        KnownJob job = required(request);
        return Reply.accepted(control.workflow(job), control.run(job, RequestParts.idempotencyKey(request)));
    }

    Reply pause(Message request) {
        control.pause(required(request));
        return get(request);
    }

    Reply resume(Message request) {
        control.resume(required(request));
        return get(request);
    }

    private KnownJob required(Message request) {
        return control.required(RequestParts.text(request, "job").orElse(""));
    }
}
