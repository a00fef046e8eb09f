package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.tracing.TraceSpan;
import io.aiworkflow.platform.tracing.Tracing;
import io.aiworkflow.run.StepKey;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A step of a run: executed once, then replayed from the journal. Only body and variables leave it, whether it was
 * executed or replayed, so that a resumed run sees exactly what it would have seen.
 */
class JournaledStep extends DelegateAsyncProcessor {
    private final String id;
    private final StepSizes sizes;
    private final Progress progress;
    private final Tracing tracing;

    /** @param id the id that the author gave, the same in each load of the route */
    JournaledStep(String id, StepSizes sizes, Progress progress, Tracing tracing, Processor target) {
        super(target);
        this.id = id;
        this.sizes = sizes;
        this.progress = progress;
        this.tracing = tracing;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Optional<Attempt> attempt = Attempt.journalledIn(exchange);
        if (attempt.isEmpty()) {
            return super.process(exchange, callback);
        }
        try {
            process(exchange, attempt.get());
        } catch (AttemptStopped | RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void process(Exchange exchange, Attempt attempt) throws AttemptStopped {
        StepKey key = attempt.nextKey(exchange, id);
        Optional<JsonNode> finished = attempt.finished(key);
        if (finished.isPresent()) {
            StepOutput.restore(exchange, finished.get());
        } else {
            attempt.requireMayBegin();
            execute(exchange, attempt, key);
        }
    }

    private void execute(Exchange exchange, Attempt attempt, StepKey key) {
        TraceSpan outer = RunPresence.spanOf(attempt, exchange);
        TraceSpan span =
                tracing.beginBelow(outer, Tracing.Kind.INSIDE, "step " + id).with("aiworkflow.step", id);
        RunPresence.enter(span, exchange);
        attempt.held().stepBegins(key);
        try (RunPresence here = RunPresence.of(attempt.claim(), id, span)) {
            new StepExecution(attempt, key, exchange, sizes, progress).execute(getProcessor());
            Exception failure = exchange.getException();
            if (failure != null && !StepExecution.endsAttempt(failure)) {
                span.failed(failure.getClass().getSimpleName());
            }
        } finally {
            attempt.held().stepEnds(key);
            RunPresence.enter(outer, exchange);
            span.end();
        }
    }
}
