package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface for those who look after runs and workers. */
@Component
@Profile("api")
class ControlRoutes extends RouteBuilder {
    private final RunControlOperations runs;
    private final WorkerOperations workers;
    private final ObjectMapper json;

    ControlRoutes(RunControlOperations runs, WorkerOperations workers, ObjectMapper json) {
        this.runs = runs;
        this.workers = workers;
        this.json = json;
    }

    @Override
    public void configure() {
        rest("/api/v1")
                .post("/runs/{id}/cancel")
                .to("direct:cancel-run")
                .get("/workers")
                .to("direct:list-workers");

        operation("cancel-run", "Cancels a run with its sub-runs", runs::cancel);
        operation("list-workers", "Lists the worker processes", request -> workers.list());
    }

    private void operation(String id, String description, RestAnswer.Operation operation) {
        from("direct:" + id).routeId(id).routeDescription(description).process(new RestAnswer(operation, json));
    }
}
