package io.aiworkflow.worker;

import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A call to a bean or an endpoint within a run. Its thread, which may be one of a parallel split, is told to stop with
 * the step or attempt that it works for, and belongs to its logs and traces.
 */
class InterruptibleCall extends DelegateAsyncProcessor {
    InterruptibleCall(Processor target) {
        super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Optional<Attempt> attempt = Attempt.of(exchange);
        if (attempt.isEmpty()) {
            return super.process(exchange, callback);
        }
        // What goes on elsewhere after this returns is not this thread's work any more.
        StopSignal.Work work = attempt.get().signal(exchange).enter();
        try (RunPresence here = RunPresence.join(attempt.get(), exchange)) {
            return super.process(exchange, callback);
        } finally {
            work.close();
        }
    }
}
