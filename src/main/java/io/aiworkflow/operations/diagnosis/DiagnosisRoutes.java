package io.aiworkflow.operations.diagnosis;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.stereotype.Component;

/** The REST surface for looking into this process. It is there in every role, as each process is looked into itself. */
@Component
class DiagnosisRoutes extends OperationRoutes {
    private final LogLevelOperations levels;
    private final RecordingOperations recordings;

    DiagnosisRoutes(LogLevelOperations levels, RecordingOperations recordings, ObjectMapper json) {
        super(json);
        this.levels = levels;
        this.recordings = recordings;
    }

    @Override
    public void configure() {
        rest("/api/v1/admin")
                .get("/log-levels")
                .to("direct:list-log-levels")
                .get("/log-levels/{logger}")
                .to("direct:get-log-level")
                .put("/log-levels/{logger}")
                .to("direct:change-log-level")
                .get("/recordings")
                .to("direct:list-recordings")
                .post("/recordings")
                .to("direct:start-recording");

        operation("list-log-levels", "Lists the loggers with a level of their own", request -> levels.list());
        operation("get-log-level", "Tells what a logger writes", levels::get);
        operation("change-log-level", "Changes what a logger writes", levels::change);
        operation("list-recordings", "Lists recordings of this process", request -> recordings.list());
        operation("start-recording", "Begins a recording of this process", recordings::start);
    }
}
