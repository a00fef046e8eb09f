package io.aiworkflow.intake;

import io.aiworkflow.run.WorkerStore;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells about the worker processes. */
@Component
@Profile("api")
class WorkerOperations {
    private final WorkerStore workers;

    WorkerOperations(WorkerStore workers) {
        this.workers = workers;
    }

    Reply list() {
        return Reply.ok(new Listing(workers.list().stream().map(WorkerView::of).toList()));
    }

    private record Listing(List<WorkerView> workers) {}
}
