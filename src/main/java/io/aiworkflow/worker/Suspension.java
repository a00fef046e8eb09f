package io.aiworkflow.worker;

import org.apache.camel.Exchange;

/**
 * Whether something inside of a split, multicast, loop or enrichment has to wait. The parts work on copies of the
 * exchange, and what becomes of a part's failure is up to the author's aggregation; the copies share this.
 */
final class Suspension {
    private static final String PROPERTY = "AiWorkflowSuspension";

    private final Suspension outer;
    private volatile RunSuspended reason;

    private Suspension(Suspension outer) {
        this.outer = outer;
    }

    static Suspension enter(Exchange exchange) {
        Suspension inside = new Suspension(exchange.getProperty(PROPERTY, Suspension.class));
        exchange.setProperty(PROPERTY, inside);
        return inside;
    }

    void leave(Exchange exchange) {
        exchange.setProperty(PROPERTY, outer);
        if (reason != null) {
            if (exchange.getException() == null) {
                exchange.setException(reason);
            }
            mark(exchange, reason);
        }
    }

    /**
     * Ends this exchange's way through the route. Stopping the route beside the failure keeps {@code doCatch} and
     * {@code doFinally} from taking part: nothing has failed, and nothing is over.
     */
    static void mark(Exchange exchange, RunSuspended reason) {
        Suspension around = exchange.getProperty(PROPERTY, Suspension.class);
        if (around != null) {
            around.reason = reason;
        }
        exchange.setRouteStop(true);
    }
}
