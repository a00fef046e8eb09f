package io.aiworkflow.worker;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A split, multicast, recipient list, loop or enrichment: steps inside it are told apart by the place of the whole and by
 * their own in it. When a part of it has to wait, the others go on and the whole is suspended in the end, however it
 * gathers them.
 */
class NestedOccurrences extends DelegateAsyncProcessor {
    NestedOccurrences(Processor target) {
        super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (Attempt.of(exchange).isEmpty()) {
            return super.process(exchange, callback);
        }
        Place outer = Place.of(exchange);
        Place.nested(exchange).enter(exchange);
        Suspension inside = Suspension.enter(exchange);
        return super.process(exchange, doneSync -> {
            inside.leave(exchange);
            outer.enter(exchange);
            callback.done(doneSync);
        });
    }
}
