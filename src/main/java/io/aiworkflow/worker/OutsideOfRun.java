package io.aiworkflow.worker;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** A wire tap: what it sends goes its own way, so the run can neither wait in it nor for it. */
class OutsideOfRun extends DelegateAsyncProcessor {
    private static final String PROPERTY = "AiWorkflowTapped";

    OutsideOfRun(Processor target) {
        super(target);
    }

    /** The tap copies the exchange, and the mark with it, before it gives it back. */
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Object outer = exchange.getProperty(PROPERTY);
        exchange.setProperty(PROPERTY, true);
        return super.process(exchange, doneSync -> {
            exchange.setProperty(PROPERTY, outer);
            callback.done(doneSync);
        });
    }

    static boolean contains(Exchange exchange) {
        return exchange.getProperty(PROPERTY) != null;
    }
}
