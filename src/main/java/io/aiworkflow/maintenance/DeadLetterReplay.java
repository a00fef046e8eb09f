package io.aiworkflow.maintenance;

import io.aiworkflow.run.DeadLetterFilter;
import io.aiworkflow.run.DeadLetters;
import io.aiworkflow.run.RetryPlan;
import io.aiworkflow.worker.Progress;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;

/**
 * Replays dead letters batch by batch. Each batch is one statement that also counts itself, so an attempt that was killed
 * goes on where the last one ended.
 */
@Component
class DeadLetterReplay {
    private static final int BATCH = 200;

    private final DeadLetters letters;
    private final WorkflowCatalogue catalogue;
    private final Progress progress;

    DeadLetterReplay(DeadLetters letters, WorkflowCatalogue catalogue, Progress progress) {
        this.letters = letters;
        this.catalogue = catalogue;
        this.progress = progress;
    }

    /** @param run the id of the run that replays */
    @Handler
    public Map<String, Object> replay(
            Exchange exchange, @Body Map<String, String> request, @ExchangeProperty("runId") String run)
            throws InterruptedException {
        UUID by = UUID.fromString(run);
        DeadLetterFilter filter = new DeadLetterFilter(
                Optional.ofNullable(request.get("workflow")),
                Optional.ofNullable(request.get("step")),
                Optional.ofNullable(request.get("code")));
        RetryPlan plan = new RetryPlan(
                "start".equals(request.get("from")),
                "current".equals(request.get("version")) ? catalogue.list() : List.of(),
                Optional.empty(),
                Optional.empty());
        long all = letters.begin(by, filter);
        while (letters.replayNext(by, filter, plan, BATCH) > 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the replay goes on in the next attempt");
            }
            // Sub-runs that go on with their parents were not counted before.
            progress.parts(exchange, Math.min(all, letters.replayed(by)), Math.max(1, all));
        }
        return Map.of("replayed", letters.replayed(by));
    }
}
