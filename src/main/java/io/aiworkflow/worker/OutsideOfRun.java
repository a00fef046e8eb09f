package io.aiworkflow.worker;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A wire tap: what it sends goes its own way, so the run can neither wait in it nor for it, and nothing that is done in
 * it is journalled: the run may be over by then.
 */
class OutsideOfRun extends DelegateAsyncProcessor {
    private static final String PROPERTY = "AiWorkflowTapped";

    OutsideOfRun(Processor target) {
        super(target);
    }

    /** The tap copies the exchange, and the mark and place with it, before it gives it back. */
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (Attempt.of(exchange).isEmpty()) {
            return super.process(exchange, callback);
        }
        Object mark = exchange.getProperty(PROPERTY);
        Place place = Place.of(exchange);
        exchange.setProperty(PROPERTY, true);
        Place.tapped(exchange).enter(exchange);
        return super.process(exchange, doneSync -> {
            exchange.setProperty(PROPERTY, mark);
            place.enter(exchange);
            callback.done(doneSync);
        });
    }

    static boolean contains(Exchange exchange) {
        return exchange.getProperty(PROPERTY) != null;
    }
}
