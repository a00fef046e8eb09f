package io.aiworkflow.schedule;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of schedules. */
@Component
@Profile("api")
class ScheduleRoutes extends OperationRoutes {
    private final ScheduleOperations schedules;

    ScheduleRoutes(ScheduleOperations schedules, ObjectMapper json) {
        super(json);
        this.schedules = schedules;
    }

    @Override
    public void configure() {
        rest("/api/v1/schedules")
                .get()
                .to("direct:list-schedules")
                .post()
                .to("direct:create-schedule")
                .get("/{name}")
                .to("direct:get-schedule")
                .patch("/{name}")
                .to("direct:change-schedule")
                .delete("/{name}")
                .to("direct:delete-schedule")
                .post("/{name}/pause")
                .to("direct:pause-schedule")
                .post("/{name}/resume")
                .to("direct:resume-schedule")
                .post("/{name}/run")
                .to("direct:run-schedule")
                .get("/{name}/next")
                .to("direct:list-next-firings")
                .get("/{name}/firings")
                .to("direct:list-firings");

        operation("list-schedules", "Lists schedules by name", schedules::list);
        operation("create-schedule", "Makes a schedule", schedules::create);
        operation("get-schedule", "Tells about a schedule", schedules::get);
        operation("change-schedule", "Changes a schedule", schedules::change);
        operation("delete-schedule", "Removes a schedule with its ledger", schedules::delete);
        operation("pause-schedule", "Keeps a schedule from firing", schedules::pause);
        operation("resume-schedule", "Lets a schedule fire again", schedules::resume);
        operation("run-schedule", "Starts a run of a schedule now", schedules::run);
        operation("list-next-firings", "Tells the next planned times", schedules::next);
        operation("list-firings", "Tells what became of planned times", schedules::firings);
    }
}
