package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface for those who look after runs and workers. */
@Component
@Profile("api")
class ControlRoutes extends OperationRoutes {
    private final RunControlOperations runs;
    private final DeadLetterOperations letters;
    private final WorkerOperations workers;

    ControlRoutes(
            RunControlOperations runs, DeadLetterOperations letters, WorkerOperations workers, ObjectMapper json) {
        super(json);
        this.runs = runs;
        this.letters = letters;
        this.workers = workers;
    }

    @Override
    public void configure() {
        rest("/api/v1")
                .post("/runs/{id}/cancel")
                .to("direct:cancel-run")
                .post("/runs/{id}/retry")
                .to("direct:retry-run")
                .get("/dead-letters")
                .to("direct:list-dead-letters")
                .get("/dead-letters/groups")
                .to("direct:group-dead-letters")
                .post("/dead-letters/replay")
                .to("direct:submit-replay")
                .post("/dead-letters/{id}/discard")
                .to("direct:discard-dead-letter")
                .get("/workers")
                .to("direct:list-workers");

        operation("cancel-run", "Cancels a run with its sub-runs", runs::cancel);
        operation("retry-run", "Queues a run again that has failed or was cancelled", runs::retry);
        operation("list-dead-letters", "Lists failed runs, newest first", letters::list);
        operation("group-dead-letters", "Counts failed runs by cause", letters::groups);
        operation("submit-replay", "Starts a run that replays failed runs", letters::replay);
        operation("discard-dead-letter", "Moves a failed run to the history", letters::discard);
        operation("list-workers", "Lists the worker processes", request -> workers.list());
    }
}
