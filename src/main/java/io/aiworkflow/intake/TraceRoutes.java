package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.run.VisibleRuns;
import io.aiworkflow.trace.RunTimelines;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of the timelines of runs. */
@Component
@Profile("api")
class TraceRoutes extends OperationRoutes {
    private final RunTimelines timelines;
    private final VisibleRuns visible;

    TraceRoutes(RunTimelines timelines, VisibleRuns visible, ObjectMapper json) {
        super(json);
        this.timelines = timelines;
        this.visible = visible;
    }

    @Override
    public void configure() {
        rest("/api/v1/runs/{id}/timeline").get().to("direct:get-timeline");

        operation(
                "get-timeline",
                "Tells when what has happened to a run",
                request -> Reply.ok(timelines.of(visible.find(RequestParts.id(request)))));
    }
}
