package io.aiworkflow.routing;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;

/** The first step within each loop of an author: ends one that goes round too often, at once if that can be foreseen. */
final class TurnLimit implements Processor {
    @Override
    public void process(Exchange exchange) {
        int done = exchange.getProperty(ExchangePropertyKey.LOOP_INDEX, 0, Integer.class);
        int planned = exchange.getProperty(ExchangePropertyKey.LOOP_SIZE, 0, Integer.class);
        if (done >= AuthorPolicy.MAX_LOOPS || planned > AuthorPolicy.MAX_LOOPS) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED,
                    "a 'loop' goes round at most %d times".formatted(AuthorPolicy.MAX_LOOPS));
        }
    }
}
