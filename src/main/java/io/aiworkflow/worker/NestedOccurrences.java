package io.aiworkflow.worker;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** A split, multicast or loop: steps inside it are told apart by the place of the whole and by their own in it. */
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
        return super.process(exchange, doneSync -> {
            outer.enter(exchange);
            callback.done(doneSync);
        });
    }
}
